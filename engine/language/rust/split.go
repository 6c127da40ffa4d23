package rust

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/evidence"
	"lightship/engine/language/scan"
	"lightship/engine/project"
	"lightship/engine/rewrite/compiled"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"
)

// buildCommands are the further commands that leave nothing a program needs at run time.
const buildCommands = " cargo rustup rustc rustfmt sccache protoc "

// splitRust works out the split of the stage. The problems are why there is none.
func (r *reading) splitRust() (*pattern.Split, []pattern.Problem) {
	g := r.build
	against := append(slices.Clone(g.Problems), r.startProblems()...)
	against = append(against, g.Hazards(buildCommands)...)
	against = append(against, pattern.StageProblems(r.Model, g.Stage)...)
	against = append(against, r.needProblems()...)
	if !pattern.CanTry(against) || r.program == "" {
		return nil, against
	}
	p := Of(r.Project)
	reads := slices.Clone(p.Needed)
	for _, name := range r.byConvention() {
		reads = append(reads, evidence.Evidence{Kind: evidence.Reads, Subject: name, Known: true, Source: evidence.Sources, By: "by convention", File: name})
	}
	c, _ := g.buildOf(r.program)
	sp, more := g.Split(r.Subject, compiled.Ship{
		Program: r.program, Others: r.others(), Needed: g.There(p.Needed, scan.IsDriven("rust")), Reads: reads, Assets: p.Assets, Source: isSource, BuildEnv: isBuildEnv,
		Roots: []compiled.Root{{Sources: g.sourceDir(c), Workdir: c.crateDir()}},
	})
	return sp, pattern.Further(against, more)
}

// startProblems are the reasons that lie in what the image starts.
func (r *reading) startProblems() []pattern.Problem {
	g, st := r.build, r.build.Start
	switch {
	case Of(r.Project) == nil:
		return []pattern.Problem{pattern.NotInContext(g.Lines, "there is no Cargo.toml at the root of the build context, so it is not known what is built")}
	case st.Unclear != "":
		return []pattern.Problem{pattern.StartUnclear(g.Lines, st.Unclear)}
	case r.program == "" && len(st.Argv) > 0 && st.Argv[0] == "cargo":
		return []pattern.Problem{r.startsCargo()}
	case len(g.Outputs) == 0 && len(g.Problems) > 0:
		return nil
	case len(g.Outputs) == 0 && r.compiles() >= 0:
		at := g.Instructions[r.compiles()].Lines
		return []pattern.Problem{{
			Lines: at, Reason: fmt.Sprintf("line %d runs cargo, and the build context does not show which program that leaves: its manifest names none, or its sources stand in another folder", at.First),
			Next: "name the program with [[bin]] in Cargo.toml, or keep its sources where the manifest looks for them",
		}}
	case len(g.Outputs) == 0:
		return []pattern.Problem{pattern.NothingToDo(g.Lines, "no RUN builds a Rust program, so there is nothing to leave behind")}
	case g.StartProblem() != nil:
		return []pattern.Problem{*g.StartProblem()}
	case r.program == "" && len(st.Argv) > 0:
		return []pattern.Problem{{Lines: g.StartLines(), Reason: fmt.Sprintf("the image starts %s, and the program that is built is %s", st.Argv[0], g.Outputs[0].Paths[0])}}
	case r.program == "":
		return []pattern.Problem{{Lines: g.StartLines(), Reason: "it is not known which program the image starts"}}
	}
	return nil
}

// compiles is the index of the first RUN in which cargo builds something, -1 when none does.
func (r *reading) compiles() int {
	for i := range r.build.Instructions {
		if slices.ContainsFunc(r.build.cargos[i], cargo.builds) {
			return i
		}
	}
	return -1
}

// startsCargo is the problem of an image that starts cargo.
func (r *reading) startsCargo() pattern.Problem {
	const reason = "the image starts cargo itself, so it needs the toolchain and the sources at run time"
	g := r.build
	name, args := "", []string(nil)
	for i, w := range g.Start.Argv {
		switch {
		case w == "--":
			args = g.Start.Argv[i+1:]
		case args == nil && i > 0 && g.Start.Argv[i-1] == "--bin":
			name = w
		}
	}
	build := "cargo build --release"
	if name != "" {
		build += " --bin " + name
	} else if bins := Of(r.Project).Bins; len(bins) == 1 {
		name = bins[0].Name
	}
	if name == "" {
		return pattern.Problem{Lines: g.StartLines(), Reason: reason, Next: "build in a RUN (" + build + ") and start the program by its path in target/release"}
	}
	return pattern.BuildsAtStart(g.StartLines(), reason, build, append([]string{"./target/release/" + name}, args...)...)
}

// needProblems are the reasons that lie in what the program needs at run time.
func (r *reading) needProblems() []pattern.Problem {
	p := Of(r.Project)
	if p == nil || r.program == "" {
		return nil
	}
	var out []pattern.Problem
	if why := r.against(); why != "" {
		out = append(out, pattern.Problem{Lines: r.build.Lines, Reason: why})
	}
	if _, why := r.libraries(); why != "" {
		out = append(out, pattern.Problem{Lines: r.build.Lines, Reason: why}.Assuming(rule.AssumesLibrary, "its crates"))
	}
	return out
}

// others are the programs that the Dockerfile has built by their names beside the one that is started: a compose file or an operator
// may start them from the same image. What a whole workspace happens to build is not asked for.
func (r *reading) others() []string {
	started, at := r.build.buildOf(r.program)
	return slices.DeleteFunc(r.build.Beside(r.program), func(p string) bool {
		o := r.build.At(p)
		c, _ := r.build.buildOf(o.Paths[0])
		same := o.Instruction == at && c.At == started.At
		return same && len(c.bins) == 0 && len(c.packages) < 2
	})
}

func where(e project.Evidence) string {
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d", e.File, e.Line)
	}
	return e.File
}

// embedders are the crates that take a folder or file of that name into the program, by the names that programs commonly read.
// Sources: the crates' own documentation.
func embedders() map[string][]string {
	files := []string{"rust-embed", "include_dir"}
	return map[string][]string{
		"templates": {"askama", "rinja"}, "migrations": {"refinery"},
		"static": files, "assets": files, "public": files, "dist": files,
		"config": nil, "views": nil, "locales": {"rust-i18n"}, "Rocket.toml": nil,
	}
}

// byConvention are folders and files of the project that programs commonly read at run time, and that the sources are not
// seen to compile in. They are carried over though nothing is seen to read them: a path may be put together in a way that is
// not seen.
func (r *reading) byConvention() []string {
	embeds := embedders()
	return slices.DeleteFunc(slices.Sorted(maps.Keys(embeds)), func(name string) bool {
		if _, there := r.Stat(name); !there || !r.brought(name) {
			return true
		}
		for _, e := range Of(r.Project).Embeds {
			if slices.Contains(strings.Split(e.Subject, "/"), name) || slices.Contains(embeds[name], e.By) {
				return true
			}
		}
		return false
	})
}

// brought says whether a COPY brings an entry of the context to the working directory.
func (r *reading) brought(name string) bool {
	for _, c := range r.build.Copies {
		if c.BringsAll() && path.Clean(c.Dest) == r.build.Dir {
			return true
		}
		for _, src := range c.Sources {
			if path.Clean(src) == name {
				return true
			}
		}
	}
	return false
}

// copiesAndStarts says whether the final stage copies a file of the builder and starts it.
func (r *reading) copiesAndStarts(source string) bool {
	if len(r.final.Start.Argv) == 0 {
		return false
	}
	for i, ins := range r.final.Instructions {
		c, ok := ins.Command.(*instructions.CopyCommand)
		if !ok || c.From == "" || r.StageOf(r.final.Stage, ins, c.From) != r.build.Stage.Index {
			continue
		}
		for _, src := range c.SourcePaths {
			if model.Resolve("/", model.ExpandVars(src, r.final.Envs[i])) != source {
				continue
			}
			at := model.Resolve(r.final.Dirs[i], model.ExpandVars(c.DestPath, r.final.Envs[i]))
			if compiled.StartsAt(r.final.Stage, at) || compiled.StartsAt(r.final.Stage, path.Join(at, path.Base(source))) {
				return true
			}
		}
	}
	return false
}
