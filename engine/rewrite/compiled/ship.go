package compiled

import (
	"path"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/evidence"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/packages"
	"lightship/engine/rewrite/pattern"
)

// Ship is what a language says of the program that a split is to ship from a stage of its own.
type Ship struct {
	// Program is where the program stands in the builder.
	Program string
	// Others are programs that the Dockerfile has built beside it: whoever starts the image may start them, so they are carried.
	Others []string
	// Needed is what the sources need, Reads what of it is read beside the program, and what is read by convention.
	Needed, Reads evidence.List
	// Assets, Source and BuildEnv are as RuntimeFiles has them.
	Assets []string
	// Embeds are the patterns of the files that the build puts into the program itself, relative to the build context.
	Embeds   []string
	Source   func(name string) bool
	BuildEnv func(name string) bool
	// Roots are where the sources stand that the program is built of.
	Roots []Root
}

// Root is a folder of sources, and the folder that they are built in.
type Root struct{ Sources, Workdir string }

// Split works out the split of a stage whose hazards were asked: what is carried beside the program, and whether health checks,
// services and containers find what they call. The problems are why there is none, or what it is tried in spite of.
func (b *Build) Split(s pattern.Subject, ship Ship) (*pattern.Split, []pattern.Problem) {
	sp := pattern.NewSplit(s, b.Stage, pattern.Settings{BuildEnv: ship.BuildEnv, After: b.LastRun})
	sp.Outside.Reinstall = b.Left.Reinstall
	if b.Left.Dynamic {
		sp.Outside.Dynamic = bases.DynamicGlibc
		if bases.Describe(b.Base).Libc == "musl" {
			sp.Outside.Dynamic = bases.DynamicMusl
		}
	}
	sp.Program = ship.Program
	sp.Left, sp.Others = b.Left, slices.Clone(ship.Others)
	var against []pattern.Problem
	stops := func(at dockerfile.Lines, why string) bool {
		if why != "" {
			against = pattern.Further(against, []pattern.Problem{{Lines: at, Reason: why}})
		}
		return why != ""
	}
	if stops(b.StartLines(), b.entry().into(sp)) || stops(b.Lines, b.keepUser(sp, ship.Needed)) {
		return nil, against
	}
	if against = b.carryFiles(s, sp, ship); !pattern.CanTry(against) {
		return nil, against
	}
	sp.ChooseDest()
	if stops(b.StartLines(), sp.CheckStarts(b.FindFrom)) {
		return nil, against
	}
	if e, found := strangeAccount(ship.Needed); found && stops(b.Lines, e.Place()+" "+e.Says()+", which the final image may not have") {
		return nil, against
	}
	b.besideStarted(sp, ship.Needed)
	return sp, pattern.Further(against, sp.Outside.Started(ship.Needed, b.Brings, b.Lines))
}

// strangeAccount is evidence of a user or group that is looked up and that not every base has; found is false when there is none.
func strangeAccount(needed evidence.List) (e evidence.Evidence, found bool) {
	for _, e := range needed.Of(evidence.Account) {
		if !e.Known || !model.IsPortable(e.Subject) {
			return e, true
		}
	}
	return e, false
}

// besideStarted notes what goes with the programs that the sources start: git asks ssh, and curl certificates.
func (b *Build) besideStarted(sp *pattern.Split, needed evidence.List) {
	builder := bases.Describe(b.Base)
	for _, e := range needed.Of(evidence.Starts) {
		name := path.Base(e.Subject)
		for _, p := range packages.Beside(name) {
			if p != "openssh-client" || builder.Carries("ssh") {
				sp.Outside.Beside = append(sp.Outside.Beside, p)
			}
		}
		for _, i := range effects.Of(b.Stage) {
			if name == "git" && i.OfSystem() && i.Known && (strings.HasPrefix(i.Subject, "openssh") || i.Subject == "git-lfs") && !pattern.Uninstalled(b.Stage, i) {
				sp.Outside.Reinstall.Add(i.Subject, i)
			}
		}
	}
}

// There are the needs of a program without the programs that a library would start and that the image does not have today: it is used
// in another way then, such as with a browser elsewhere. Driven says whether evidence is of such a library.
func (b *Build) There(needed evidence.List, driven func(e evidence.Evidence) bool) evidence.List {
	return slices.DeleteFunc(slices.Clone(needed), func(e evidence.Evidence) bool {
		return e.Kind == evidence.Starts && driven(e) && !b.Brings(e.Subject) && !bases.Describe(b.Base).Carries(e.Subject)
	})
}

// carryFiles notes what the program reads beside it. It returns why that can't be told.
func (b *Build) carryFiles(s pattern.Subject, sp *pattern.Split, ship Ship) []pattern.Problem {
	files := &RuntimeFiles{
		Model: s.Model, Stage: b.Stage, Assets: ship.Assets, Source: ship.Source, Outputs: b.Outputs, Left: b.Left,
		After: b.LastRun, BuildEnv: ship.BuildEnv, Embeds: ship.Embeds, fronts: b.fronts(),
	}
	if why := files.outsideSources(ship.Roots); why != "" {
		return []pattern.Problem{{Lines: b.Lines, Reason: why}}
	}
	start := b.entry()
	for _, at := range start.scripts {
		files.take(at)
	}
	var args []string
	if start.own != nil {
		args = start.own.args
	}
	against := files.Read(slices.Concat(ship.Reads, start.reads()), args, b.Lines)
	for _, at := range sp.Others {
		sp.Artefacts = append(sp.Artefacts, pattern.Artefact{Source: at, Dest: at})
	}
	sp.Artefacts = append(sp.Artefacts, files.Artefacts(AtTheSamePlace)...)
	sp.Note = files.Note()
	sp.KeepDir = len(sp.Others) > 0 || start.through || files.KeepDir || b.Start.Shell || b.Left.Below(b.Dir)
	return against
}

// Beside are the programs that were built beside one and not removed again, each where it was last taken to.
func (b *Build) Beside(program string) []string {
	var out []string
	for _, o := range b.Outputs {
		at := o.Paths[len(o.Paths)-1]
		if !slices.Contains(o.Paths, program) && !slices.Contains(out, at) && !b.removed(o, at) {
			out = append(out, at)
		}
	}
	return out
}

// removed says whether a command behind the one that builds a program removes it, or may.
func (b *Build) removed(o Output, at string) bool {
	return slices.ContainsFunc(effects.Of(b.Stage), func(e effects.Effect) bool {
		later := e.Instruction > o.Instruction || e.Instruction == o.Instruction && e.Command != nil && e.Command.At > o.Command.At
		return later && e.Kind == effects.Removes && (!e.Known || effects.Inside(at, e.Subject) || at == e.Subject)
	})
}
