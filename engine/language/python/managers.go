package python

import (
	"path"
	"slices"
	"strings"

	"lightship/engine/rewrite/model"
)

// place is where poetry or pipenv put the packages of a project.
type place int

const (
	// inVenv is a virtual environment whose folder is known: .venv beside pyproject.toml, or the one that is active.
	inVenv place = iota
	// inCache is a virtual environment in the manager's own folder, whose name only running tells.
	inCache
	// inSystem is the interpreter of the image.
	inSystem
)

// moves says whether the manager has to be told to make .venv beside pyproject.toml.
func (c *command) moves() bool { return c.kind == syncs && c.place != inVenv }

// poetry reads the arguments of poetry. Where an install puts the packages, the stage tells.
func (c *command) poetry() {
	i := 1
	for strings.HasPrefix(c.Arg(i), "-") {
		i++
	}
	last := i
	if verb := c.Arg(i); verb == "install" || verb == "sync" {
		last = len(c.Args) - 1
	}
	if c.worksElsewhere(last) {
		c.refuse("runs poetry on another folder than the working directory")
		return
	}
	switch verb := c.Arg(i); verb {
	case "config", "export", "check", "lock", "self", "show", "about", "cache", "version", "":
		c.kind = nothing
		if len(c.Args) > i && !c.Args[i].Known {
			c.refuse("runs poetry, and what it does can't be told")
		}
	case "install", "sync":
		c.kind, c.manager = syncs, "poetry"
	case "run":
		c.through(i + 1)
	default:
		c.doubt("runs poetry " + verb + ", whose effect is not known")
	}
}

// worksElsewhere says whether one of poetry's arguments, up to an index, names another folder to work on.
func (c *command) worksElsewhere(last int) bool {
	for n := 1; n <= last && n < len(c.Args); n++ {
		flag, _, _ := strings.Cut(c.Arg(n), "=")
		if flag == "-C" || flag == "--directory" || flag == "-P" || flag == "--project" {
			return true
		}
	}
	return false
}

// pipenvFlags are the flags of an install of what Pipfile.lock pins.
const pipenvFlags = " --system --deploy --ignore-pipfile --dev -d --clear --verbose -v --quiet -q --bare --site-packages --keep-outdated --skip-lock "

// pipenv reads the arguments of pipenv.
func (c *command) pipenv() {
	switch verb := c.Arg(1); verb {
	case "install", "sync":
		c.kind, c.manager = syncs, "pipenv"
		for i := 2; i < len(c.Args); i++ {
			if a := c.Arg(i); a == "--site-packages" || !strings.Contains(pipenvFlags, " "+a+" ") || a == "" {
				c.doubt("runs pipenv " + verb + " " + c.Args[i].Raw + ", whose effect is not known")
				return
			}
		}
	case "run":
		c.through(2)
	case "requirements", "check", "verify", "graph", "--version", "--clear":
		c.kind = nothing
	case "lock":
		c.kind = manages
	default:
		c.doubt("runs pipenv " + verb + ", whose effect is not known")
	}
}

// through reads what poetry run and pipenv run start.
func (c *command) through(i int) {
	if i >= len(c.Args) {
		c.doubt("runs " + c.Name() + " run, whose effect is not known")
		return
	}
	inner := c.Command
	inner.Args = c.Args[i:]
	switch r := read(inner); r.kind {
	case manages, nothing:
		c.kind = r.kind
	case refused:
		c.refuse(r.why)
	default:
		c.doubt("runs " + c.Name() + " run " + c.Args[i].Raw + ", whose effect is not known")
	}
}

// pipx installs programs into virtual environments of their own, which only an install needs.
func (c *command) pipx() {
	switch c.Arg(1) {
	case "install", "inject":
		c.kind = tools
		for i := 2; i < len(c.Args); i++ {
			if a := c.Arg(i); a == "" || !strings.HasPrefix(a, "-") && !isTool(a) {
				c.refuse("installs " + c.Args[i].Raw + " with pipx, into a folder of its own")
				return
			}
		}
	case "ensurepath", "upgrade", "--version":
		c.kind = nothing
	default:
		c.doubt("runs pipx " + c.Arg(1) + ", whose effect is not known")
	}
}

// isTool says whether a requirement is of something that only installing needs.
func isTool(requirement string) bool {
	return strings.Contains(installTools, " "+distribution(requirement)+" ")
}

// managed is what a stage knows of poetry and pipenv.
type managed struct {
	// manager is the one that installs, empty for none.
	manager string
	// brought says that the manager was installed for the interpreter of the image.
	brought bool
	// moves says that the manager is told to make .venv beside pyproject.toml; place is where the packages go today.
	moves bool
	place place
	// root says that the project itself is installed too, through that poetry run or pipenv run starts the program.
	root, through bool
	// sees says that the virtual environment sees the packages of the whole image.
	sees bool
}

// systemPackages is poetry's setting for a virtual environment that sees the packages of the interpreter.
const systemPackages = "virtualenvs.options.system-site-packages"

// settings are what "poetry config" has set so far.
type settings map[string]string

// settle works out where each install of poetry and pipenv puts the packages. Variables win over what poetry config wrote:
// https://python-poetry.org/docs/configuration.
func (g *stage) settle() {
	set := settings{}
	for _, i := range g.Runs() {
		active := ""
		fromSite := strings.Contains(g.Scripts[i].Text, "install.python-poetry.org")
		for n := range g.commands[i] {
			c := &g.commands[i][n]
			if c.Name() == "." || c.Name() == "source" {
				if at := path.Clean("/" + c.Arg(1)); strings.HasSuffix(at, "/bin/activate") {
					active = path.Dir(path.Dir(model.Resolve(c.Dir, c.Arg(1))))
				}
			}
			g.brings(c, fromSite)
			if c.Name() == "poetry" {
				set.read(c)
			}
			if c.kind != syncs || c.manager == "" {
				continue
			}
			c.locate(set, active)
			m := &g.managed
			m.manager, m.place, m.moves = c.manager, max(m.place, c.place), m.moves || c.moves()
			m.sees = m.sees || isOn(set[systemPackages]) || isOn(c.Env.Value("POETRY_VIRTUALENVS_OPTIONS_SYSTEM_SITE_PACKAGES"))
			m.root = m.root || c.manager == "poetry" && !has(c.Command, "--no-root")
		}
	}
}

// read notes a poetry config.
func (s settings) read(c *command) {
	for i := 1; i+1 < len(c.Args); i++ {
		if strings.HasPrefix(c.Arg(i), "virtualenvs.") {
			s[c.Arg(i)] = c.Arg(i + 1)
		}
	}
}

// brings notes what brings poetry and pipenv: pip, pipx, or poetry's own installer, which a pipe starts.
func (g *stage) brings(c *command, fromSite bool) {
	if c.kind == tools && slices.ContainsFunc(c.Args, func(w model.Word) bool { return w.Known && managerOf(w.Text) != "" }) {
		g.managed.brought = true
	}
	switch name := c.Name(); {
	case c.kind == makesVenv && strings.Contains(path.Base(c.venv), "poetry"):
		// It has nothing but poetry in it.
		c.kind, c.venv = nothing, ""
	case fromSite && (name == "curl" || name == "wget"):
		c.kind = nothing
	case fromSite && interpreterName.MatchString(name) && (len(c.Args) == 1 || c.Arg(1) == "-"):
		c.kind, g.managed.brought = nothing, true
	case strings.Contains(" ln mv cp chmod ", " "+name+" ") && onlyPoetry(c):
		c.kind = nothing
	}
}

// managerOf is the manager that a requirement is of, empty for others.
func managerOf(requirement string) string {
	if name := distribution(requirement); name == "poetry" || name == "pipenv" {
		return name
	}
	return ""
}

// onlyPoetry says whether a command works on poetry's own program.
func onlyPoetry(c *command) bool {
	found := false
	for i := 1; i < len(c.Args); i++ {
		a := c.Arg(i)
		mode := c.Name() == "chmod" && i == 1
		if !mode && !strings.HasPrefix(a, "-") {
			if path.Base(a) != "poetry" && !(path.Base(a) == "bin" && found) {
				return false
			}
			found = true
		}
	}
	return found
}

// isOn says whether a setting is on, isOff whether it is off, as poetry and pipenv read them.
func isOn(value string) bool  { return value == "1" || strings.EqualFold(value, "true") }
func isOff(value string) bool { return value == "0" || strings.EqualFold(value, "false") }

// locate works out where an install puts the packages, and where they are when it is told to make .venv.
func (c *command) locate(set settings, active string) {
	c.venv = path.Join(c.Dir, ".venv")
	if env := c.Env.Value("VIRTUAL_ENV"); active == "" && env != "" {
		active = env
	}
	if active != "" {
		c.venv = active
		return
	}
	if c.manager == "pipenv" {
		switch {
		case has(c.Command, "--system"):
			c.place = inSystem
		case c.Env.Value("PIPENV_VENV_IN_PROJECT") == "" || isOff(c.Env.Value("PIPENV_VENV_IN_PROJECT")):
			c.place = inCache
		}
		return
	}
	value := func(variable, name string) string {
		if v, found := c.Env.Get(variable); found {
			return v
		}
		return set[name]
	}
	switch {
	case isOff(value("POETRY_VIRTUALENVS_CREATE", "virtualenvs.create")):
		c.place = inSystem
	case !isOn(value("POETRY_VIRTUALENVS_IN_PROJECT", "virtualenvs.in-project")):
		c.place = inCache
	}
}
