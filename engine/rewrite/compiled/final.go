package compiled

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/bases"
	"lightship/engine/evidence"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"
)

// Final are the findings for a final stage that exists already: its base and its user. Starts says whether what a COPY takes
// from a path of the builder is what the image starts. The program is what is built with all changes on, needed what its
// sources show that it needs. Idle are the indexes
// of the stage's RUNs when none of them brings the program anything: they go with the base.
func Final(s pattern.Subject, starts func(source, at string) bool, program bases.Program, needed evidence.List, idle ...int) []rule.Finding {
	final := s.Final()
	from := final.Instructions[0].Lines
	var out []rule.Finding
	bare := final.Without(idle)
	if why := fixedBase(bare, starts, needed, program.Language); why != "" {
		out = append(out, rule.Finding{Rule: pattern.FinalBase, Lines: from, Refused: why})
	} else if !lean(final.Base) && lighter(s, program) {
		f := rule.Finding{Rule: pattern.FinalBase, Lines: from, Swap: rule.Swap{From: final.Base}}
		if len(idle) > 0 {
			f.Why = fmt.Sprintf("The program starts no other one, so it needs nothing that RUN brings to the base (line %d). "+
				"Leave this off if something from outside calls a program in the image.", final.Instructions[idle[0]].Lines.First)
			if pattern.CanDropRoot(bare) {
				nonRoot := pattern.NonRoot(final, false, s.Project.Evidence())
				nonRoot.Needs = []string{pattern.FinalBase}
				return append(out, f, nonRoot)
			}
		}
		out = append(out, f)
	}
	if pattern.CanDropRoot(final) {
		out = append(out, pattern.NonRoot(final, false, s.Project.Evidence()))
	}
	return out
}

// lean says whether a base is one that nothing can be gained on, or one that somebody chose to look around in.
func lean(ref string) bool {
	distroless := strings.Contains(ref, "distroless/")
	return ref == bases.Scratch || strings.Contains(ref, "chainguard") || distroless && (strings.Contains(ref, "/static") || strings.Contains(ref, "debug"))
}

// lighter says whether a candidate fits the program and is lighter than the base it has today, as far as the catalogue's
// snapshot tells: a base whose size is not known is no gain on one whose size is.
func lighter(s pattern.Subject, program bases.Program) bool {
	candidates := s.Candidates
	if len(candidates) == 0 {
		candidates = bases.Catalogue()
	}
	current := bases.Describe(bases.WithoutDigest(s.Final().Base))
	today := bases.Candidate{Base: current, Facts: bases.Snapshot(current.Ref), Verdict: bases.Judge(program, current), Current: true}
	rows := []bases.Candidate{today}
	for _, b := range candidates {
		c := bases.Candidate{Base: b, Facts: bases.Snapshot(b.Ref), Verdict: bases.Judge(program, b)}
		if !bases.SameRef(b.Ref, current.Ref) && (sized(c) || !sized(today)) {
			rows = append(rows, c)
		}
	}
	ref, _ := bases.Recommend(program, rows)
	return ref != "" && !bases.SameRef(ref, current.Ref)
}

// sized says whether anything is known of a base's size.
func sized(c bases.Candidate) bool { return c.Facts.OnDisk >= 0 || c.Facts.Download >= 0 }

// fixedBase says why the base of a final stage that exists already has to stay; empty when it need not.
func fixedBase(final *model.Stage, starts func(source, at string) bool, needed evidence.List, language string) string {
	if lean(final.Base) {
		return ""
	}
	program := pattern.BringsMore(final.Base, language)
	if program == "" && !startsCopied(final, starts) {
		program = "the image starts a program that is not copied from the build"
	}
	for _, e := range needed.Of(evidence.Starts, evidence.Shell) {
		return fmt.Sprintf("%s %s, which %s has today", e.Place(), e.Says(), final.Base)
	}
	if e, found := strangeAccount(needed); found {
		return fmt.Sprintf("%s %s, which %s may have", e.Place(), e.Says(), final.Base)
	}
	return pattern.KeepsBase(final, program, "")
}

// startsCopied says whether the final stage starts what it copies from another stage.
func startsCopied(final *model.Stage, starts func(source, at string) bool) bool {
	if len(final.Start.Argv) == 0 {
		return false
	}
	for i, ins := range final.Instructions {
		c, ok := ins.Command.(*instructions.CopyCommand)
		if !ok || c.From == "" {
			continue
		}
		for _, src := range c.SourcePaths {
			at := model.Resolve(final.Dirs[i], model.ExpandVars(c.DestPath, final.Envs[i]))
			src = model.Resolve("/", model.ExpandVars(src, final.Envs[i]))
			if starts(src, at) || starts(src, path.Join(at, path.Base(src))) {
				return true
			}
		}
	}
	return false
}

// StartsAt says whether a stage's start command names a program at a path.
func StartsAt(final *model.Stage, at string) bool {
	argv0 := final.Start.Argv[0]
	if strings.Contains(argv0, "/") {
		return model.Resolve(final.Dir, argv0) == at
	}
	return path.Base(at) == argv0 && slices.Contains(strings.Split(final.Env.Value("PATH"), ":"), path.Dir(at))
}
