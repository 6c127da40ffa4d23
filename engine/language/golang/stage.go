package golang

import (
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/evidence"
	"lightship/engine/rewrite/compiled"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// stage is a stage that builds a Go program, as far as it can be read.
type stage struct {
	compiled.Build
	// gos are the go commands of each RUN, by the instruction's index.
	gos map[int][]command
	// layered says that the modules have to be in a layer: something needs them where a cache mount is not seen. Inherited says
	// that they are in one of a stage that this one starts from, which a mount would hide.
	layered, inherited bool
	// folder is where the module stands in the build context, empty at its root.
	folder string
}

// readStage looks for the go commands of a stage and what they leave.
func readStage(s *model.Stage, module *Module) *stage {
	g := &stage{Build: compiled.Build{Stage: s, Scripted: true}, gos: map[int][]command{}}
	if module != nil {
		g.folder = module.Folder
	}
	g.Read(func(i int, c model.Command) bool {
		gc, ok := readGo(c)
		if ok {
			module = module.madeBy(gc)
			gc.goflags = gc.goflags || mayHaveFlags(s, i)
			gc.trimpath = gc.trimpath || module != nil && module.Needed.Has(evidence.SourcePaths)
			g.gos[i] = append(g.gos[i], gc)
			g.notes(i, gc, module)
		}
		return ok
	})
	return g
}

// madeBy is the module once a command is run: go mod init names one that has no go.mod.
func (m *Module) madeBy(gc command) *Module {
	if m == nil || m.Module != "" || gc.verb != "mod init" || gc.Nested || len(gc.packages) != 1 {
		return m
	}
	named := *m
	named.Module = gc.packages[0]
	return &named
}

// needsLayer says whether something needs a stage's modules where a cache mount is not seen: a RUN without a network, in the stage
// or in one that starts from it, a RUN that names them and has no command of Go that gets the mount, or a stage that copies them.
func needsLayer(m *model.Model, g *stage) bool {
	cache := moduleCache(g.Env)
	for _, s := range m.Stages {
		on := m.StandsOn(s, g.Stage)
		for i, ins := range s.Instructions {
			mounted := s == g.Stage && slices.ContainsFunc(g.gos[i], command.usesModules)
			looks := !mounted && ins.Keyword == "RUN" && namesModules(ins.Text, cache)
			if on && (looks || model.Offline(ins)) || copiesModules(m, s, g, ins, cache) {
				return true
			}
		}
	}
	return false
}

// copiesModules says whether an instruction of a stage copies the folder of modules, or some of it, from one that stands on g.
func copiesModules(m *model.Model, s *model.Stage, g *stage, ins dockerfile.Instruction, cache string) bool {
	c, ok := ins.Command.(*instructions.CopyCommand)
	if !ok || c.From == "" || cache == "" {
		return false
	}
	from := m.StageOf(s, ins, c.From)
	if from < 0 || !m.StandsOn(m.Stages[from], g.Stage) {
		return false
	}
	return slices.ContainsFunc(c.SourcePaths, func(source string) bool {
		at := model.Resolve("/", source)
		return at != "/" && (at == cache || strings.HasPrefix(cache, at+"/") || strings.HasPrefix(at, cache+"/"))
	})
}

// namesModules says whether a text names the folder of the modules, or asks Go for what may lie in it.
func namesModules(text, cache string) bool {
	return strings.Contains(text, "$(go ") || strings.Contains(text, "`go ") || strings.Contains(text, "GOMODCACHE") || cache != "" && strings.Contains(text, cache)
}

// inherits says whether a stage that this one starts from brings modules in its layers.
func inherits(m *model.Model, g *stage) bool {
	for at := g.Parent; at >= 0; at = m.Stages[at].Parent {
		for _, list := range readStage(m.Stages[at], nil).gos {
			if slices.ContainsFunc(list, func(gc command) bool { return gc.usesModules() && !gc.installsTool() }) {
				return true
			}
		}
	}
	return false
}

// mayHaveFlags says whether GOFLAGS may be set for a RUN by what is not read: a build argument, go env -w, a file that the shell
// reads in.
func mayHaveFlags(s *model.Stage, index int) bool {
	for i, ins := range s.Instructions[:index+1] {
		if arg, ok := ins.Command.(*instructions.ArgCommand); ok {
			for _, kv := range arg.Args {
				if kv.Key == "GOFLAGS" {
					return true
				}
			}
		}
		script := s.Scripts[i]
		if script == nil {
			continue
		}
		for _, c := range script.Commands {
			switch c.Name() {
			case "go":
				if c.Arg(1) == "env" && strings.Contains(script.Text, "GOFLAGS") {
					return true
				}
			case ".", "source", "eval":
				if i == index {
					return true
				}
			}
		}
	}
	return false
}

// buildCommands are the further commands that leave nothing a program needs at run time.
const buildCommands = " go gofmt file "

// hazards returns why the program of a stage could miss something in another image. What go install brings is a tool of the
// build when a RUN calls it.
func (g *stage) hazards() []pattern.Problem {
	tools := g.tools()
	out := g.Hazards(buildCommands + strings.Join(tools, " ") + " ")
	for _, name := range tools {
		if !g.calls(name) {
			out = append(out, pattern.Problem{Lines: g.Lines, Reason: "the stage installs " + name + ", which the program may need at run time"})
		}
	}
	return out
}

// tools are the names of the programs that go install path@version brings.
func (g *stage) tools() []string {
	var names []string
	for _, list := range g.gos {
		for _, gc := range list {
			if !gc.installsTool() {
				continue
			}
			for _, p := range gc.packages {
				p, _, _ = strings.Cut(p, "@")
				if base := path.Base(p); majorVersion.MatchString(base) {
					p = path.Dir(p)
				}
				names = append(names, path.Base(p))
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// buildsAtStart are programs that build Go programs, or call what does, when a container starts.
func buildsAtStart() []string {
	return []string{"go", "air", "dlv", "gow", "wgo", "reflex", "CompileDaemon", "fresh", "modd", "realize", "make", "task", "mage"}
}

// calls says whether a RUN calls a program, itself or through go generate.
func (g *stage) calls(name string) bool {
	return slices.ContainsFunc(effects.Of(g.Stage), func(e effects.Effect) bool {
		return e.Kind == effects.Runs && (e.Subject == name || e.Subject == "go" && e.Command.Arg(1) == "generate")
	})
}
