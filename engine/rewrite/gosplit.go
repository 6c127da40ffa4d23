package rewrite

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/project"
)

// split is how one stage becomes a builder and a final stage.
type split struct {
	// builder and final are the stages' names, final empty for none.
	builder, final string
	// program is where the program stands in the builder, dest where the final stage has it.
	program, dest string
	// keepDir says that the final stage takes over the working directory, and the program its path.
	keepDir bool
	// runtime are the paths beside the program that the final stage copies from the builder.
	runtime []string
	// carried are instructions that the builder keeps and the final stage gets too: ARG and ENV.
	carried []string
	// moved are the instructions before the last RUN that only the final stage needs.
	moved []moved
	// user is the user that the Dockerfile runs the program as, "" for root.
	user string
	// volumes says that the image has volumes, whose folders belong to root.
	volumes bool
	// at is the line that the final stage's first lines are inserted before.
	at int
}

// moved is an instruction that goes from the builder to the final stage.
type moved struct {
	index int
	lines dockerfile.Lines
	text  string
}

// rootDirs are names in the root of a base that a program can't have there.
const rootDirs = " bin boot dev etc home lib lib64 media mnt opt proc root run sbin srv sys tmp usr var busybox nonexistent "

// splitGo works out the split of a stage. The problems are why there is none.
func splitGo(f *dockerfile.File, p *project.Project, target string, g *goStage, st start) (*split, []problem) {
	against := append(slices.Clone(g.problems), startProblems(g, st)...)
	against = append(against, hazards(g)...)
	against = append(against, stageHazards(f, p, g)...)
	if len(against) > 0 {
		return nil, against
	}
	s := &split{program: g.started(st), at: g.stage.Instructions[g.lastRun].Lines.Last + 1}
	s.name(f, target, g.stage)
	if !asRoot(g.endUser) {
		s.user = g.endUser
	}
	if why := s.runtimeFiles(p, g, st); why != "" {
		return nil, []problem{{g.stage.Lines, why}}
	}
	s.carry(f, g)
	s.keepDir = s.keepDir || st.shell && !st.simple
	s.dest = s.destination(g)
	if why := s.healthcheck(g); why != "" {
		return nil, []problem{{g.stage.Lines, why}}
	}
	return s, nil
}

// startProblems are the reasons that lie in what the image starts.
func startProblems(g *goStage, st start) []problem {
	program := g.started(st)
	switch {
	case st.unclear != "":
		return []problem{{g.stage.Lines, st.unclear}}
	case len(g.outputs) == 0 && len(g.problems) > 0:
		return nil
	case len(g.outputs) == 0:
		return []problem{{g.stage.Lines, "no RUN builds a Go program, so there is nothing to leave behind"}}
	case program == "":
		return []problem{{g.startLines(st), notBuilt(st, g)}}
	}
	var out []problem
	for _, o := range g.outputs {
		if !slices.Contains(o.paths, program) {
			out = append(out, problem{
				g.stage.Instructions[o.instruction].Lines,
				o.paths[0] + " is built too, and it is not known whether the program that is started needs it",
			})
		}
	}
	return out
}

// started returns the path of the built program that the image starts, "" when it starts another.
func (g *goStage) started(st start) string {
	if len(st.argv) == 0 {
		return ""
	}
	return g.find(st.argv[0])
}

// find returns the path of the built program that a word of a command line names.
func (g *goStage) find(word string) string {
	if !strings.Contains(word, "/") {
		p, _ := g.named(word)
		return p
	}
	if p := resolve(g.endDir, word); g.outputAt(p) != nil {
		return p
	}
	return ""
}

func (g *goStage) startLines(st start) dockerfile.Lines {
	switch {
	case st.entrypoint >= 0:
		return g.stage.Instructions[st.entrypoint].Lines
	case st.cmd >= 0:
		return g.stage.Instructions[st.cmd].Lines
	}
	return g.stage.Lines
}

func notBuilt(st start, g *goStage) string {
	if len(st.argv) == 0 {
		return "it is not known which program the image starts"
	}
	if st.argv[0] == "go" {
		return "the image starts the go command itself, so it needs the toolchain and the sources at run time"
	}
	return fmt.Sprintf("the image starts %s, and the program that is built is %s", st.argv[0], g.outputs[0].paths[0])
}

// stageHazards are reasons that lie in the file around the stage.
func stageHazards(f *dockerfile.File, p *project.Project, g *goStage) []problem {
	var out []problem
	for i := range f.Stages {
		other := &f.Stages[i]
		if other.Index == g.stage.Index {
			continue
		}
		if other.Parent == g.stage.Index {
			out = append(out, problem{other.Lines, fmt.Sprintf("the stage at line %d starts from this one", other.Lines.First)})
		}
		for _, ins := range other.Instructions {
			from := ""
			if c, ok := ins.Command.(*instructions.CopyCommand); ok {
				from = c.From
			}
			if from != "" && (strings.EqualFold(from, g.stage.Name) || strings.Trim(from, "0123456789") == "") {
				out = append(out, problem{ins.Lines, fmt.Sprintf("line %d copies from this stage or from one by its number", ins.Lines.First)})
			}
		}
	}
	if g.stage.Parent >= 0 {
		out = append(out, problem{g.stage.Lines, "the stage starts from another stage, whose files the program may need"})
	}
	if p.Go == nil {
		return append(out, problem{g.stage.Lines, "there is no go.mod, so it is not known what is built"})
	}
	return out
}

// name chooses the stages' names: whoever asks for the stage by name gets the final one.
func (s *split) name(f *dockerfile.File, target string, stage *dockerfile.Stage) {
	taken := map[string]bool{}
	for _, other := range f.Stages {
		taken[other.Name] = true
	}
	if stage.Name != "" && !strings.EqualFold(target, stage.Name) && strings.HasPrefix(stage.Name, "build") {
		s.builder = stage.Name
		return
	}
	s.final = stage.Name
	s.builder = "builder"
	for n := 2; taken[s.builder]; n++ {
		s.builder = fmt.Sprintf("builder%d", n)
	}
}

// destination is where the final stage has the program: in its root, unless something is in the way.
func (s *split) destination(g *goStage) string {
	name := path.Base(s.program)
	dest := "/" + name
	if s.keepDir || strings.Contains(rootDirs, " "+name+" ") {
		return s.program
	}
	for i, ins := range g.stage.Instructions {
		w, ok := ins.Command.(*instructions.WorkdirCommand)
		if ok && i > g.lastRun && strings.HasPrefix(resolve(g.dirs[i], w.Path)+"/", dest+"/") {
			return s.program
		}
		if c, ok := ins.Command.(*instructions.VolumeCommand); ok && slices.Contains(c.Volumes, dest) {
			return s.program
		}
	}
	return dest
}

// healthcheck returns why the image's health check can't be carried over.
func (s *split) healthcheck(g *goStage) string {
	for _, ins := range g.stage.Instructions {
		c, ok := ins.Command.(*instructions.HealthCheckCommand)
		if !ok || c.Health == nil || len(c.Health.Test) < 2 {
			continue
		}
		argv := c.Health.Test[1:]
		if c.Health.Test[0] == "CMD-SHELL" {
			return fmt.Sprintf("line %d: the health check %q needs a shell and what it calls in the final image",
				ins.Lines.First, strings.Join(argv, " "))
		}
		if g.find(argv[0]) != s.program {
			return fmt.Sprintf("line %d: the health check needs %s in the final image", ins.Lines.First, argv[0])
		}
		if argv[0] != s.dest {
			// The check names the program where it stands today, so it stays there.
			s.dest, s.keepDir = s.program, s.keepDir || !path.IsAbs(argv[0])
		}
	}
	return ""
}

// slim is the image a final stage stands on when no lighter base is chosen: the same distribution as the builder's,
// without the toolchain; the builder's own base when that can't be told.
func slim(build bases.Base) string {
	switch suite := build.Suite; {
	case suite == "bullseye" || suite == "bookworm" || suite == "trixie":
		return "debian:" + suite + "-slim"
	case suite == "alpine":
		return "alpine"
	case strings.HasPrefix(suite, "alpine"):
		return "alpine:" + strings.TrimPrefix(suite, "alpine")
	}
	return build.Ref
}
