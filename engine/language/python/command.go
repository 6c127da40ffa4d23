package python

import (
	"cmp"
	"path"
	"regexp"
	"strings"

	"lightship/engine/rewrite/model"
)

// kind is what a command of a RUN does for a Python program.
type kind int

// The kinds of commands; zero is a command that has nothing to do with Python.
const (
	// installs puts distributions where the interpreter finds them.
	installs kind = iota + 1
	// tools installs what only installing needs: pip itself, build backends, uv.
	tools
	// syncs makes a virtual environment, or fills one, with the locked dependencies.
	syncs
	// makesVenv makes a virtual environment.
	makesVenv
	// manages runs something that changes files of the project alone.
	manages
	// nothing leaves nothing that matters.
	nothing
	// refused is a command of a Python tool that can't be followed.
	refused
)

// command is a command of a RUN, read as one of a Python tool.
type command struct {
	model.Command
	kind kind
	// why is the reason with refused; elsewhere says that it is only what it may leave elsewhere.
	why       string
	elsewhere bool
	// prefix is where uv has to be told the folder of the packages in the instruction's text, 0 when it need not.
	prefix int
	// venv is the folder that makesVenv makes; target is where installs puts the packages, empty for the interpreter's own.
	venv, target string
	// editable says that the project itself is installed in place.
	editable bool
	// manager is "poetry" or "pipenv" with syncs of theirs, and place is where they put the packages today.
	manager string
	place   place
	// isolated says that the interpreter is started without packages in a folder of a user's.
	isolated bool
}

// interpreterName is what an interpreter or pip is called by.
var interpreterName = regexp.MustCompile(`^(?:python|pip)(?:3(?:\.\d+)?)?$`)

// read reads a command; one that has nothing to do with Python is of no kind.
func read(c model.Command) command {
	out := command{Command: c}
	name := c.Name()
	switch {
	case name == "." || name == "source":
		out.kind = nothing
	case strings.HasPrefix(name, "pip") && interpreterName.MatchString(name):
		out.pip(1)
	case interpreterName.MatchString(name):
		out.interpreter()
	case name == "virtualenv":
		out.makes(1)
	case name == "uv":
		out.uv()
	case name == "poetry":
		out.poetry()
	case name == "pipenv":
		out.pipenv()
	case name == "pipx":
		out.pipx()
	case name == "pdm" || name == "conda" || name == "mamba":
		out.refuse("installs with " + name + ", and where that puts the packages is not known")
	case name == "django-admin":
		out.kind = manages
	}
	return out
}

func (c *command) refuse(why string) { c.kind, c.why = refused, why }

// doubt refuses a command that may leave files elsewhere than in what is copied.
func (c *command) doubt(why string) {
	c.refuse(why)
	c.elsewhere = true
}

// interpreter reads a run of python itself.
func (c *command) interpreter() {
	i := 1
	var flags []string
	for n := range c.Args[1:] {
		flags = append(flags, c.Arg(n+1))
	}
	c.isolated = isolates(flags)
	for i < len(c.Args) && strings.HasPrefix(c.Arg(i), "-") && c.Arg(i) != "-m" && c.Arg(i) != "-c" {
		i++
	}
	switch first := c.Arg(i); {
	case path.Dir(c.Arg(0)) == "/usr/bin" || path.Dir(c.Arg(0)) == "/bin":
		c.refuse("runs " + c.Arg(0) + ", an interpreter of the distribution, which the final image would not have")
	case first == "-m":
		c.runsModule(i + 1)
	case path.Base(first) == "manage.py":
		c.kind = manages
	case len(c.Args) == 2 && (c.Arg(1) == "--version" || c.Arg(1) == "-V"):
		c.kind = nothing
	default:
		c.refuseRun(first)
	}
}

// runsModule reads a run of a module, whose name is at an index.
func (c *command) runsModule(i int) {
	switch name := c.Arg(i); name {
	case "pip":
		c.pip(i + 1)
	case "venv", "virtualenv":
		c.makes(i + 1)
	case "compileall", "ensurepip":
		c.kind = nothing
	case "spacy":
		c.spacy(i + 1)
	default:
		c.refuseRun("-m " + name)
	}
}

// spacy reads a run of spaCy: its models are distributions, which it has pip install.
func (c *command) spacy(i int) {
	if c.Arg(i) != "download" || i+2 != len(c.Args) || !c.Args[i+1].Known {
		c.refuseRun("-m spacy " + c.Arg(i))
		return
	}
	c.kind = installs
}

// refuseRun refuses a run of something that the interpreter may do anything with.
func (c *command) refuseRun(what string) {
	c.doubt("runs " + c.Args[0].Raw + " " + what + ", which may leave files that the program needs elsewhere")
}

// valueFlags are flags of pip that take a value as the next argument.
const valueFlags = " -r --requirement -c --constraint -i --index-url --extra-index-url -f --find-links --trusted-host --progress-bar " +
	"--cache-dir --timeout --retries --root-user-action --platform --python-version --only-binary --no-binary --config-settings -C --python "

// installTools are distributions that only installing needs.
const installTools = " pip setuptools wheel build virtualenv uv poetry pipenv pipx pip-tools poetry-plugin-export hatch flit setuptools-scm cython "

// pip reads the arguments of pip from an index on.
func (c *command) pip(i int) {
	for i < len(c.Args) && strings.HasPrefix(c.Arg(i), "-") {
		i++
	}
	switch c.Arg(i) {
	case "install":
		c.pipInstall(i + 1)
	case "wheel", "download":
		c.kind = manages
	case "cache", "config", "check", "freeze", "list", "show", "uninstall", "debug", "":
		c.kind = nothing
	default:
		c.doubt("runs pip " + c.Arg(i) + ", whose effect is not known")
	}
}

// pipInstall reads the arguments of pip install from an index on: tools alone, until something else is among them.
func (c *command) pipInstall(i int) {
	c.kind = tools
	for _, name := range []string{"PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "UV_TARGET", "UV_PREFIX"} {
		c.target = cmp.Or(c.target, c.Env.Value(name))
	}
	for ; i < len(c.Args); i++ {
		a := c.Args[i]
		switch {
		case !a.Known:
			c.kind = installs
		case strings.HasPrefix(a.Text, "-"):
			i = c.pipFlag(i)
		case !isTool(a.Text):
			c.kind = installs
		}
	}
}

// pipFlag reads a flag of pip install. It returns the index of the last argument that belongs to it.
func (c *command) pipFlag(i int) int {
	text := c.Args[i].Text
	flag, value, joined := strings.Cut(text, "=")
	switch flag {
	case "-t", "--target", "--prefix", "--root":
		if !joined {
			i++
			value = c.Arg(i)
		}
		c.target = value
	case "-e", "--editable":
		c.editable, c.kind = true, installs
		if !joined {
			i++
		}
	case "-r", "--requirement":
		c.kind = installs
		if !joined {
			i++
		}
	default:
		switch {
		case strings.HasPrefix(text, "-r") && len(text) > 2 && text[2] != '-':
			c.kind = installs
		case !joined && strings.Contains(valueFlags, " "+flag+" "):
			i++
		}
	}
	return i
}

// distribution is the name in a requirement, in lower case.
func distribution(requirement string) string {
	if i := strings.IndexAny(requirement, "=<>!~[;@ "); i > 0 {
		requirement = requirement[:i]
	}
	return strings.ToLower(strings.ReplaceAll(requirement, "_", "-"))
}

// makes reads the folder of a virtual environment.
func (c *command) makes(i int) {
	c.kind = makesVenv
	for ; i < len(c.Args); i++ {
		a := c.Arg(i)
		switch {
		case a == "--system-site-packages":
			c.refuse("makes a virtual environment that sees the packages of the whole image")
			return
		case a == "--prompt" || a == "-p" || a == "--python":
			i++
		case !strings.HasPrefix(a, "-") && a != "":
			c.venv = model.Resolve(c.Dir, a)
		}
	}
	if c.venv == "" || !c.DirKnown {
		c.refuse("makes a virtual environment in a folder that can't be told")
	}
}

func (c *command) uv() {
	switch c.Arg(1) {
	case "sync":
		if elsewhere(c.Command) {
			c.refuse("runs uv sync on another folder than the working directory, or into the environment that is active")
			return
		}
		c.kind, c.venv = syncs, path.Join(c.Dir, ".venv")
		if env := c.Env.Value("UV_PROJECT_ENVIRONMENT"); env != "" {
			c.venv = model.Resolve(c.Dir, env)
		}
	case "venv":
		c.makes(2)
		if c.kind == refused {
			c.kind, c.venv = makesVenv, path.Join(c.Dir, ".venv")
		}
	case "export", "lock", "cache", "--version":
		c.kind = manages
	case "pip":
		c.uvPip()
	case "python":
		c.refuse("has uv bring an interpreter of its own, which packages are linked to: ask for the version of the image's Python, and leave uv python out")
	default:
		c.doubt("runs uv " + c.Arg(1) + ", whose effect is not known")
	}
}

func (c *command) uvPip() {
	switch c.Arg(2) {
	case "install", "sync":
		c.pipInstall(3)
		if c.Arg(2) == "sync" {
			c.kind = installs
		}
		if has(c.Command, "--system") || c.Env.Value("UV_SYSTEM_PYTHON") != "" {
			c.prefix = c.Args[2].Last
		}
	case "compile", "freeze", "list", "check", "show", "tree":
		c.kind = nothing
	default:
		c.doubt("runs uv pip " + c.Arg(2) + ", whose effect is not known")
	}
}

func has(c model.Command, flag string) bool {
	for i := range c.Args {
		if c.Arg(i) == flag {
			return true
		}
	}
	return false
}
