package golang

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"lightship/engine/language/scan"
	"lightship/engine/rewrite/compiled"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"
)

// splitGo works out the split of the stage. The problems are why there is none.
func (r *reading) splitGo() (*pattern.Split, []pattern.Problem) {
	g, st := r.build, r.build.Start
	against := append(slices.Clone(g.Problems), startProblems(g, st)...)
	against = append(against, g.hazards()...)
	against = append(against, pattern.StageProblems(r.Model, g.Stage)...)
	if Of(r.Project) == nil {
		against = append(against, pattern.NotInContext(g.Lines, "there is no go.mod where it is looked for, at the root of the build context or in the one folder that is built, so it is not known what is built"))
	}
	if _, why := r.libraries(); why != "" {
		against = append(against, pattern.Problem{Lines: g.Lines, Reason: why}.Assuming(rule.AssumesLibrary, "cgo"))
	}
	if !pattern.CanTry(against) || g.Started() == "" {
		return nil, against
	}
	m := Of(r.Project)
	ship := compiled.Ship{Program: g.Started(), Others: g.others(), Needed: g.There(m.Needed, scan.IsDriven("go")), Reads: m.Needed, Assets: m.Assets, Embeds: m.Embeds, Source: isSource, BuildEnv: isBuildEnv}
	for _, o := range g.Outputs {
		c := builderOf(o)
		ship.Roots = append(ship.Roots, compiled.Root{Sources: cmp.Or(g.contextDir(c), c.workdir()), Workdir: c.workdir()})
	}
	sp, more := g.Split(r.Subject, ship)
	return sp, pattern.Further(against, more)
}

// startProblems are the reasons that lie in what the image starts.
func startProblems(g *stage, st model.Start) []pattern.Problem {
	program := g.Started()
	switch {
	case st.Unclear != "":
		return []pattern.Problem{pattern.StartUnclear(g.Lines, st.Unclear)}
	case len(g.Outputs) == 0 && len(g.Problems) > 0:
		return nil
	case program == "" && len(st.Argv) > 0 && st.Argv[0] == "go":
		return []pattern.Problem{g.startsGo(st)}
	case len(g.Outputs) == 0 && (g.mayBuild() || g.buildsUnread()):
		return nil // Its reader says which command can't be followed, or that there is no go.mod.
	case len(g.Outputs) > 0 && g.StartProblem() != nil:
		return []pattern.Problem{*g.StartProblem()}
	case len(g.Outputs) == 0:
		return []pattern.Problem{pattern.NothingToDo(g.Lines, "no RUN builds a Go program, so there is nothing to leave behind")}
	case program == "":
		return []pattern.Problem{{Lines: g.StartLines(), Reason: notBuilt(st, g)}}
	}
	return nil
}

func notBuilt(st model.Start, g *stage) string {
	if len(st.Argv) == 0 {
		return "it is not known which program the image starts"
	}
	return fmt.Sprintf("the image starts %s, and the program that is built is %s", st.Argv[0], g.Outputs[0].Paths[0])
}

// startsGo is the problem of an image that starts the go command.
func (g *stage) startsGo(st model.Start) pattern.Problem {
	const reason = "the image starts the go command itself, so it needs the toolchain and the sources at run time"
	folder, args := ".", []string(nil)
	if len(st.Argv) > 2 && st.Argv[1] == "run" {
		at := slices.IndexFunc(st.Argv[2:], func(w string) bool { return !strings.HasPrefix(w, "-") && strings.ContainsAny(w, "./") })
		if at >= 0 {
			folder, args = st.Argv[2+at], st.Argv[3+at:]
		}
	}
	if strings.HasSuffix(folder, ".go") {
		folder = "./" + path.Dir(folder)
		if folder == "./." {
			folder = "."
		}
	}
	name := path.Base(path.Join(g.Dir, folder))
	if name == "/" {
		name = "program"
	}
	at := "/usr/local/bin/" + name
	return pattern.BuildsAtStart(g.StartLines(), reason, "go build -o "+at+" "+folder, append([]string{at}, args...)...)
}

// mayBuild says whether a RUN does what can't be told, which may be to build.
func (g *stage) mayBuild() bool {
	return slices.ContainsFunc(effects.Of(g.Stage), func(e effects.Effect) bool { return e.Kind == effects.Unknown && e.Subject != "go" })
}

// buildsUnread says whether a RUN builds with go what no module was read for.
func (g *stage) buildsUnread() bool {
	for _, list := range g.gos {
		if slices.ContainsFunc(list, command.builds) {
			return true
		}
	}
	return false
}

// others are the programs that the Dockerfile has built by their names beside the one that is started. What all packages below a folder
// happen to be is not asked for.
func (g *stage) others() []string {
	return slices.DeleteFunc(g.Beside(g.Started()), func(at string) bool { return builderOf(*g.At(at)).isRecursive() })
}
