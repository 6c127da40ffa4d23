package python

import (
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/pattern/interpreted"
)

// packages is the folder that pip installs into in the builder: a user base of Python's, which has the same layout as
// /usr/local and belongs to no user.
const packages = "/opt/python"

// stage is a stage that installs a Python program, as far as it can be read.
type stage struct {
	*model.Stage
	interpreted.Leaves
	// commands are what each RUN runs, by the instruction's index.
	commands map[int][]command
	// firstInstall is the first RUN that installs dependencies, -1 when there is none.
	firstInstall int
	// venvs are the virtual environments that are made.
	venvs   []string
	managed managed
	health  interpreted.Health
	// bySuite are needs whose packages have other names on other suites.
	bySuite []*needs
}

func readStage(s *model.Stage) *stage {
	g := &stage{Stage: s, Leaves: interpreted.Leaves{SameSuite: true}, commands: map[int][]command{}, firstInstall: -1}
	for _, i := range s.Runs() {
		for _, c := range s.Scripts[i].Commands {
			g.commands[i] = append(g.commands[i], read(c))
		}
	}
	g.settle()
	return g
}

// speaksOfPython says whether a RUN installs with a Python tool or the start command is Python's.
func (g *stage) speaksOfPython() bool {
	if g.installsSomething() {
		return true
	}
	argv := g.Start.Argv
	return len(argv) > 0 && (interpreterName.MatchString(path.Base(argv[0])) || module(argv[0]) != "")
}

// installsSomething says whether a RUN of the stage itself installs packages.
func (g *stage) installsSomething() bool {
	for _, list := range g.commands {
		if slices.ContainsFunc(list, func(c command) bool { return c.kind == installs || c.kind == syncs }) {
			return true
		}
	}
	return false
}

// root is the folder of the program's sources in the image, "/" when it can't be told.
func (g *stage) root() string {
	if g.Dir != "/" {
		return g.Dir
	}
	root := ""
	for _, c := range g.Copies {
		if root == "" || strings.HasPrefix(root, c.Dest+"/") {
			root = c.Dest
		}
	}
	if root == "" {
		return "/"
	}
	return root
}

// readBuild notes what the stage does and what is against leaving it behind.
func (g *stage) readBuild() {
	if root := g.root(); root != "/" {
		g.Folders = []string{root}
	} else {
		g.InRoot(g.Stage)
	}
	g.findVenvs()
	if slices.ContainsFunc(g.venvs, g.BringsToRoot) {
		g.AgainstRoot(g.Lines, "makes a virtual environment where a COPY brings one")
	}
	for i, ins := range g.Instructions {
		if err := g.Unread[i]; err != nil {
			g.Problem(ins.Lines, "can't be read: %v", err)
		}
		if bringsUV(ins) {
			g.managed.brought = true
			continue
		}
		g.Instruction(g.Stage, i, i <= g.LastRun)
		for _, c := range g.commands[i] {
			g.note(i, c)
		}
	}
	g.Settle()
	g.health = g.Health(g.Stage, "python", "python3")
}

// findVenvs collects the virtual environments first: a folder may be named before it is made.
func (g *stage) findVenvs() {
	for _, i := range g.Runs() {
		for _, c := range g.commands[i] {
			if (c.kind == makesVenv || c.kind == syncs) && !slices.Contains(g.venvs, c.venv) {
				g.venvs = append(g.venvs, c.venv)
			}
		}
	}
	for _, dir := range g.venvs {
		if !g.Inside(dir) {
			g.Folders = append(g.Folders, dir)
		}
	}
}

// bringsUV says whether a COPY brings uv from its own image, which only installing needs.
func bringsUV(ins dockerfile.Instruction) bool {
	c, ok := ins.Command.(*instructions.CopyCommand)
	return ok && strings.Contains(c.From, "astral-sh/uv")
}

// note notes what a command of the RUN at an index does, and what is against leaving it behind.
func (g *stage) note(i int, c command) {
	ins := g.Instructions[i]
	switch c.kind {
	case nothing, makesVenv:
	case tools, installs, syncs:
		g.noteInstall(i, c)
		// What is installed in place stays among the sources.
		if g.Changes = g.Changes || c.editable; c.editable && g.IsInRoot() {
			g.AgainstRoot(ins.Lines, "installs the project in place")
		}
	case manages:
		g.Changes = true
		if !c.DirKnown || !g.Inside(c.Dir) {
			g.Doubt(ins.Lines, c.Name(), "runs %s outside the folder of the sources", c.Name())
		}
	case refused:
		if c.elsewhere {
			g.Doubt(ins.Lines, c.Name(), "%s", c.why)
		} else {
			g.Problem(ins.Lines, "%s", c.why)
		}
	default:
		g.Command(i, c.Command)
	}
}

// noteInstall notes an install, and why its packages may stand where the final stage does not find them.
func (g *stage) noteInstall(i int, c command) {
	at := g.Instructions[i].Lines
	if c.Nested {
		g.Problem(at, "installs only under a condition or in a pipe")
	}
	switch inside := g.Inside(model.Resolve(c.Dir, c.target)); {
	case c.target == "":
	case !inside:
		g.Problem(at, "installs into %s, and how the program finds it there is not known", c.target)
	case !g.usesVenv():
		g.Problem(at, "installs into %s, and pip takes no second folder to install into: install without naming one, or into a virtual environment", c.target)
	default:
		g.Changes = true
	}
	if g.ofWorkspace(i, c) {
		g.Problem(at, "installs into the virtual environment of a workspace, which uv keeps in a folder above")
	}
	if c.kind != tools && g.firstInstall < 0 {
		g.firstInstall = i
	}
	g.noteManaged(i, c)
	if c.kind == installs {
		g.noteUnmanaged(i, c)
	}
	if c.prefix > 0 && (g.usesVenv() || !g.Scripts[i].Editable) {
		g.Problem(at, "installs with uv into the interpreter of the image beside a virtual environment, or in a script that can't be edited")
	}
}

// noteUnmanaged notes what is against packages that pip or uv installs, into a virtual environment or for the interpreter.
func (g *stage) noteUnmanaged(i int, c command) {
	at := g.Instructions[i].Lines
	if g.managed.moves {
		g.Problem(at, "installs with %s beside %s, and which of them the program needs is not known", c.Name(), g.managed.manager)
	}
	if g.usesVenv() {
		return
	}
	if !model.IsRoot(g.Users[i]) {
		g.Problem(at, "installs as %s, who can't write to another folder than its own", g.Users[i])
	}
	if c.Name() == "uv" && c.prefix == 0 {
		g.Problem(at, "installs with uv where there is no virtual environment")
	}
}

// rootProblems are why there is nothing that could be copied.
func (g *stage) rootProblems(p *Project) []pattern.Problem {
	switch {
	case p == nil:
		return []pattern.Problem{pattern.NotInContext(g.Lines, "there are no requirements, no pyproject.toml and no setup.py at the root of the build context")}
	case g.firstInstall < 0 && len(g.Problems) > 0:
		return nil // What looks like an install is among them.
	case g.firstInstall < 0:
		return []pattern.Problem{pattern.NothingToDo(g.Lines, "no RUN installs packages, so there is nothing to leave behind")}
	case len(g.venvs) > 1:
		return []pattern.Problem{{Lines: g.Lines, Reason: "there is more than one virtual environment: " + strings.Join(g.venvs, ", ")}}
	}
	return nil
}

// usesVenv says whether the packages are in a virtual environment of the user's own.
func (g *stage) usesVenv() bool { return len(g.venvs) > 0 }

// copiesAllAfter says whether a COPY behind the last RUN brings the whole context into the folder of the sources.
func (g *stage) copiesAllAfter() bool {
	return slices.ContainsFunc(g.Copies, func(c model.Copy) bool { return c.Instruction > g.LastRun && c.BringsAll() && c.Dest == g.root() })
}

// hasFiles says whether anything stands in the folder of the sources before the split.
func (g *stage) hasFiles() bool {
	return g.Changes || slices.ContainsFunc(g.Copies, func(c model.Copy) bool { return c.Instruction < g.LastRun && g.bringsInto(c) })
}

// bringsInto says whether a COPY brings something into the folder of the sources, or that folder itself.
func (g *stage) bringsInto(c model.Copy) bool {
	if g.Inside(c.Dest) {
		return true
	}
	return model.Below(g.root(), c.Dest) && slices.ContainsFunc(c.Sources, func(source string) bool {
		info, there := g.Model().Stat(source)
		return !there || info.IsDir()
	})
}
