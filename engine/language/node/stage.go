package node

import (
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/pattern/interpreted"
	"lightship/engine/rewrite/rule"
)

// stage is a stage that installs or builds a Node.js program, as far as it can be read.
type stage struct {
	*model.Stage
	interpreted.Leaves
	// commands are what each RUN runs, by the instruction's index.
	commands map[int][]command
	// install is the command that installs the dependencies, and installAt its instruction; nil and -1 when there is none.
	install   *command
	installAt int
	// builds says that a RUN runs a script or a tool, adds that one installs packages by name, pruned that development
	// dependencies are taken out already.
	builds, adds, pruned bool
	// standing says that the stage is one that ships already, so that what starts the program in it is there.
	standing bool
	// globals are the programs that are installed for the whole image, asked the packages with their versions as the RUNs name them.
	globals, asked []string
	// health is what the health check needs.
	health interpreted.Health
}

// readStage looks for the commands of Node.js in a stage.
func readStage(s *model.Stage) *stage {
	g := &stage{Stage: s, Leaves: interpreted.Leaves{SameSuite: true}, commands: map[int][]command{}, installAt: -1}
	for _, i := range s.Runs() {
		for _, c := range s.Scripts[i].Commands {
			found := read(c)
			found.runFlags = s.Scripts[i].FlagText()
			g.commands[i] = append(g.commands[i], found)
		}
	}
	return g
}

// installsAlone says whether a stage installs the dependencies itself, on an image, and takes none from another stage. What it copies
// from others, such as what they built, stays as it is.
func (g *stage) installsAlone() bool {
	_, install := g.anyInstall()
	if install == nil || g.Parent >= 0 {
		return false
	}
	for i, ins := range g.Instructions {
		c, ok := ins.Expanded().(*instructions.CopyCommand)
		if !ok || c.From == "" {
			continue
		}
		taken := slices.ContainsFunc(c.SourcePaths, func(p string) bool { return p == "/" || strings.Contains(p+"/", "/node_modules/") })
		if taken || model.Resolve(g.Dirs[i], c.DestPath) == install.Dir {
			return false
		}
	}
	return true
}

// speaksOfNode says whether a RUN or the start command calls a tool of Node.js.
func (g *stage) speaksOfNode() bool {
	for _, list := range g.commands {
		if slices.ContainsFunc(list, func(c command) bool { return c.kind == installs || c.kind == adds }) {
			return true
		}
	}
	return g.startsNode()
}

// startsNode says whether the image starts a tool of Node.js by its name.
func (g *stage) startsNode() bool {
	argv := g.Start.Argv
	return len(argv) > 0 && slices.Contains([]string{"node", "npm", "yarn", "pnpm", "npx"}, path.Base(argv[0]))
}

// isFrontEnd says whether Node.js only builds what stands beside a program that another tool compiles and the image starts.
func (g *stage) isFrontEnd() bool {
	compiles := slices.ContainsFunc(effects.Of(g.Stage), func(e effects.Effect) bool {
		return e.Kind == effects.Runs && slices.Contains([]string{"cargo", "mvn", "mvnw", "gradle", "gradlew", "cmake", "gcc", "g++", "cc", "clang"}, e.Subject)
	})
	return compiles && len(g.Start.Argv) > 0 && !g.startsNode()
}

// readBuild notes what the stage does and what is against leaving it behind.
func (g *stage) readBuild(n *Package) {
	g.findInstall(n)
	g.Folders = g.folders()
	for i, ins := range g.Instructions {
		if err := g.Unread[i]; err != nil {
			g.Problem(ins.Lines, "can't be read: %v", err)
		}
		g.Instruction(g.Stage, i, i <= g.LastRun)
		for _, c := range g.commands[i] {
			g.note(i, c)
		}
	}
	g.Settle()
	g.health = g.Health(g.Stage, "node")
}

func (g *stage) findInstall(n *Package) {
	for _, i := range g.Runs() {
		for _, c := range g.commands[i] {
			if c.kind != installs {
				continue
			}
			at := g.Instructions[i].Lines
			switch {
			case c.Nested:
				g.Problem(at, "installs dependencies only under a condition")
			case !c.DirKnown:
				g.Problem(at, "installs dependencies in a folder that can't be told")
			case g.install != nil && g.install.Dir != c.Dir:
				g.Problem(at, "installs dependencies in %s, another line does in %s", c.Dir, g.install.Dir)
			case c.manager != program(n.Manager):
				g.Problem(at, "installs with %s, and the project is one of %s", c.manager, program(n.Manager))
				last := &g.Problems[len(g.Problems)-1]
				*last = last.Assuming(rule.AssumesManager, c.manager)
			}
			g.install, g.installAt = &c, i
		}
	}
}

// program is the name that a package manager is called by.
func program(m PackageManager) string {
	name, _, _ := strings.Cut(string(m), "-")
	return name
}

// folders are what the final stage may copy whole: where dependencies are installed, and below.
func (g *stage) folders() []string {
	switch {
	case g.install == nil:
		return nil
	case g.install.Dir == "/":
		g.InRoot(g.Stage)
		return append(g.Folders, "/node_modules")
	}
	return []string{g.install.Dir}
}

func (g *stage) note(i int, c command) {
	ins := g.Instructions[i]
	switch c.kind {
	case installs, nothing:
	case adds:
		g.adds, g.Changes = true, true
	case global:
		g.asked = append(g.asked, c.names...)
		for _, name := range c.names {
			if at := strings.LastIndex(name, "@"); at > 0 {
				name = name[:at]
			}
			g.globals = append(g.globals, path.Base(name))
		}
	case builds:
		g.builds = true
		if !c.DirKnown || !g.Inside(c.Dir) && !(g.IsInRoot() && c.Dir == "/") {
			g.Doubt(ins.Lines, c.Name(), "runs %s outside the folder of the dependencies", c.Name())
		}
	case prunes:
		g.pruned = g.pruned || c.production
	default:
		if slices.Contains(g.globals, c.Name()) {
			g.builds = true
			return
		}
		g.Command(i, c.Command)
	}
}

// rootProblems are why there is nothing that could be copied.
func (g *stage) rootProblems(n *Package) []pattern.Problem {
	switch {
	case g.install == nil && g.adds:
		return []pattern.Problem{{Lines: g.Lines, Reason: "dependencies are installed by name, not from package.json, so it is not known which the program needs"}}
	case g.install == nil:
		return []pattern.Problem{pattern.NothingToDo(g.Lines, "no RUN installs the dependencies of a package.json, so there is nothing to leave behind")}
	case g.IsInRoot() && g.adds:
		g.AgainstRoot(g.Instructions[g.installAt].Lines, "installs into the root folder, and others add to package.json there")
	case g.IsInRoot() && len(n.Dependencies) == 0:
		g.AgainstRoot(g.Instructions[g.installAt].Lines, "installs into the root folder, and package.json names no dependencies, so that there may be no node_modules to copy")
	case g.IsInRoot() && len(n.InstallScripts) > 0:
		g.AgainstRoot(g.Instructions[g.installAt].Lines, "installs into the root folder, and runs a script of package.json there")
	}
	return nil
}

// root is the folder of the dependencies in the image.
func (g *stage) root() string { return g.install.Dir }

// onlyInstalls says whether a RUN does nothing but install dependencies and set up package managers.
func (g *stage) onlyInstalls(i int) bool {
	return !slices.ContainsFunc(g.commands[i], func(c command) bool { return c.kind != installs && c.kind != nothing && c.kind != global })
}

// copiesAllAfter says whether a COPY behind an instruction brings the whole context into the folder of the dependencies.
func (g *stage) copiesAllAfter(i int) bool {
	return slices.ContainsFunc(g.Copies, func(c model.Copy) bool { return c.Instruction > i && c.BringsAll() && c.Dest == g.root() })
}

// mountsFiles says whether a RUN mounts files of the build context or of another stage.
func (g *stage) mountsFiles(i int) bool {
	run, ok := g.Instructions[i].Expanded().(*instructions.RunCommand)
	if !ok {
		return false
	}
	return slices.ContainsFunc(instructions.GetMounts(run), func(m *instructions.Mount) bool {
		return m.Type == instructions.MountTypeBind || m.From != ""
	})
}
