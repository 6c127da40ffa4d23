package golang

import (
	"fmt"
	"slices"
	"strings"

	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// splitGo works out the split of the stage. The problems are why there is none.
func (r *reading) splitGo() (*pattern.Split, []pattern.Problem) {
	g, st := r.build, r.build.Start
	against := append(slices.Clone(g.problems), startProblems(g, st)...)
	against = append(against, hazards(g)...)
	against = append(against, pattern.StageProblems(r.Model, g.Stage)...)
	if r.Project.Go == nil {
		against = append(against, pattern.Problem{Lines: g.Lines, Reason: "there is no go.mod, so it is not known what is built"})
	}
	if len(against) > 0 {
		return nil, against
	}
	sp := pattern.NewSplit(r.Subject, g.Stage, pattern.Settings{BuildEnv: isBuildEnv, After: g.LastRun})
	sp.Program = g.started(st)
	files := &runtimeFiles{stage: g, project: r.Project}
	if why := files.read(st); why != "" {
		return nil, []pattern.Problem{{Lines: g.Lines, Reason: why}}
	}
	for _, p := range files.paths {
		sp.Artefacts = append(sp.Artefacts, pattern.Artefact{Source: p, Dest: p})
	}
	sp.KeepDir = files.keepDir || st.Shell
	sp.ChooseDest()
	if why := sp.CheckHealth(g.find); why != "" {
		return nil, []pattern.Problem{{Lines: g.Lines, Reason: why}}
	}
	return sp, nil
}

// startProblems are the reasons that lie in what the image starts.
func startProblems(g *stage, st model.Start) []pattern.Problem {
	program := g.started(st)
	switch {
	case st.Unclear != "":
		return []pattern.Problem{{Lines: g.Lines, Reason: st.Unclear}}
	case len(g.outputs) == 0 && len(g.problems) > 0:
		return nil
	case len(g.outputs) == 0:
		return []pattern.Problem{{Lines: g.Lines, Reason: "no RUN builds a Go program, so there is nothing to leave behind"}}
	case program == "":
		return []pattern.Problem{{Lines: g.StartLines(), Reason: notBuilt(st, g)}}
	}
	var out []pattern.Problem
	for _, o := range g.outputs {
		if !slices.Contains(o.paths, program) {
			out = append(out, pattern.Problem{
				Lines:  g.Instructions[o.instruction].Lines,
				Reason: o.paths[0] + " is built too, and it is not known whether the program that is started needs it",
			})
		}
	}
	return out
}

// started returns the path of the built program that the image starts, "" when it starts another.
func (g *stage) started(st model.Start) string {
	if len(st.Argv) == 0 {
		return ""
	}
	return g.find(st.Argv[0])
}

// find returns the path of the built program that a word of a command line names.
func (g *stage) find(word string) string {
	if !strings.Contains(word, "/") {
		p, _ := g.named(word)
		return p
	}
	if p := model.Resolve(g.Dir, word); g.outputAt(p) != nil {
		return p
	}
	return ""
}

func notBuilt(st model.Start, g *stage) string {
	if len(st.Argv) == 0 {
		return "it is not known which program the image starts"
	}
	if st.Argv[0] == "go" {
		return "the image starts the go command itself, so it needs the toolchain and the sources at run time"
	}
	return fmt.Sprintf("the image starts %s, and the program that is built is %s", st.Argv[0], g.outputs[0].paths[0])
}
