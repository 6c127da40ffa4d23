package golang

import (
	"fmt"
	"slices"

	"lightship/engine/rewrite/compiled"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// splitGo works out the split of the stage. The problems are why there is none.
func (r *reading) splitGo() (*pattern.Split, []pattern.Problem) {
	g, st := r.build, r.build.Start
	against := append(slices.Clone(g.Problems), startProblems(g, st)...)
	against = append(against, g.hazards()...)
	against = append(against, pattern.StageProblems(r.Model, g.Stage)...)
	if Of(r.Project) == nil {
		against = append(against, pattern.Problem{Lines: g.Lines, Reason: "there is no go.mod, so it is not known what is built"})
	}
	if _, why := r.libraries(); why != "" {
		against = append(against, pattern.Problem{Lines: g.Lines, Reason: why})
	}
	if len(against) > 0 {
		return nil, against
	}
	sp := pattern.NewSplit(r.Subject, g.Stage, pattern.Settings{BuildEnv: isBuildEnv, After: g.LastRun})
	sp.Program = g.Started()
	sp.Left = g.Left
	if why := r.carryFiles(sp); why != "" {
		return nil, []pattern.Problem{{Lines: g.Lines, Reason: why}}
	}
	sp.ChooseDest()
	if why := sp.CheckHealth(g.Find); why != "" {
		return nil, []pattern.Problem{{Lines: g.Lines, Reason: why}}
	}
	if why := sp.CheckStarts(g.FindFrom); why != "" {
		return nil, []pattern.Problem{{Lines: g.StartLines(), Reason: why}}
	}
	if why := sp.Outside.FromSources(Of(r.Project).Needed, pattern.NoneOwn); why != "" {
		return nil, []pattern.Problem{{Lines: g.Lines, Reason: why}}
	}
	return sp, nil
}

// startProblems are the reasons that lie in what the image starts.
func startProblems(g *stage, st model.Start) []pattern.Problem {
	program := g.Started()
	switch {
	case st.Unclear != "":
		return []pattern.Problem{{Lines: g.Lines, Reason: st.Unclear}}
	case len(g.Outputs) == 0 && len(g.Problems) > 0:
		return nil
	case len(g.Outputs) == 0:
		return []pattern.Problem{{Lines: g.Lines, Reason: "no RUN builds a Go program, so there is nothing to leave behind"}}
	case program == "":
		return []pattern.Problem{{Lines: g.StartLines(), Reason: notBuilt(st, g)}}
	}
	var out []pattern.Problem
	for _, o := range g.Outputs {
		if !slices.Contains(o.Paths, program) {
			out = append(out, pattern.Problem{
				Lines:  g.Instructions[o.Instruction].Lines,
				Reason: o.Paths[0] + " is built too, and it is not known whether the program that is started needs it",
			})
		}
	}
	return out
}

// carryFiles notes what the program reads beside it. It returns why that can't be told.
func (r *reading) carryFiles(sp *pattern.Split) string {
	g := r.build
	files := &compiled.RuntimeFiles{Model: r.Model, Source: isSource, Outputs: g.Outputs, Stage: g.Stage, Left: g.Left, Assets: Of(r.Project).Assets, After: g.LastRun, BuildEnv: isBuildEnv}
	var args []string
	if len(g.Start.Argv) > 1 {
		args = g.Start.Argv[1:]
	}
	if why := files.Read(Of(r.Project).Needed, args); why != "" {
		return why
	}
	for _, o := range g.Outputs {
		c := builderOf(o)
		if why := files.OutsideSources(g.moduleDir(c), c.workdir()); why != "" {
			return why
		}
	}
	for _, at := range files.Paths {
		sp.Artefacts = append(sp.Artefacts, pattern.Artefact{Source: at, Dest: at})
	}
	sp.Note = files.Note()
	sp.KeepDir = files.KeepDir || g.Start.Shell || g.Left.Below(g.Dir)
	return ""
}

func notBuilt(st model.Start, g *stage) string {
	if len(st.Argv) == 0 {
		return "it is not known which program the image starts"
	}
	if st.Argv[0] == "go" {
		return "the image starts the go command itself, so it needs the toolchain and the sources at run time"
	}
	return fmt.Sprintf("the image starts %s, and the program that is built is %s", st.Argv[0], g.Outputs[0].Paths[0])
}
