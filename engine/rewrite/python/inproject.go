package python

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// moveEnv are the variables that make a manager use .venv beside pyproject.toml or Pipfile, with their values.
func moveEnv(manager string) []string {
	if manager == "pipenv" {
		return []string{"PIPENV_VENV_IN_PROJECT=1"}
	}
	return []string{"POETRY_VIRTUALENVS_CREATE=1", "POETRY_VIRTUALENVS_IN_PROJECT=1"}
}

// programs is the folder of the virtual environment's programs when the Dockerfile does not put it into PATH itself, so that
// the rewrite has to; empty otherwise.
func (g *stage) programs() string {
	if len(g.venvs) != 1 || !g.managed.moves && !g.managed.through {
		return ""
	}
	bin := path.Join(g.venvs[0], "bin")
	if slices.Contains(strings.Split(g.Env["PATH"], ":"), bin) {
		return ""
	}
	return bin
}

// venvPath sets PATH so that programs of the virtual environment are found first.
func venvPath(bin string) string { return "PATH=" + bin + ":$PATH" }

// noteManaged notes what is against telling a manager to make .venv.
func (g *stage) noteManaged(i int, c command) {
	at := g.Instructions[i].Lines
	switch {
	case !c.moves():
		return
	case !c.DirKnown || c.Dir != g.root():
		g.Problem(at, "installs with %s in another folder than the program's", c.manager)
	case !model.IsRoot(g.Users[i]):
		g.Problem(at, "installs as %s, who can't write to the program's folder", g.Users[i])
	case c.manager == "pipenv" && has(c.Command, "--system") && !g.Scripts[i].Editable:
		g.Problem(at, "installs with pipenv in a script that can't be edited")
	}
	for _, name := range []string{"PIPENV_PIPFILE", "PIPENV_PYTHON", "PIPENV_DEFAULT_PYTHON_VERSION", "PIPENV_SITE_PACKAGES"} {
		if c.manager == "pipenv" && c.Env[name] != "" {
			g.Problem(at, "runs pipenv with %s, and which virtual environment it makes then is not known", name)
		}
	}
	first := g.Envs[g.firstInstall]
	for _, pair := range append(moveEnv(c.manager), "PATH", "POETRY_VIRTUALENVS_PATH") {
		name, _, _ := strings.Cut(pair, "=")
		if c.Env[name] != first[name] {
			g.Problem(at, "runs with another %s than the image has", name)
		}
	}
}

// managedProblems are the reasons against taking the packages of poetry or pipenv along, and against starting the program
// without them.
func (r *reading) managedProblems() []pattern.Problem {
	g := r.build
	m := g.managed
	if m.manager == "" {
		return nil
	}
	var out []pattern.Problem
	problem := func(reason string) {
		if reason != "" {
			out = append(out, pattern.Problem{Lines: g.Lines, Reason: reason})
		}
	}
	if text, ok := r.Read("poetry.toml"); m.sees || ok && strings.Contains(string(text), "system-site-packages") {
		problem("poetry is told to make a virtual environment that sees the packages of the whole image")
	}
	if m.moves {
		if m.manager == "poetry" && !r.Project.Python.PyProject {
			problem("there is no pyproject.toml at the root of the build context, which poetry installs from")
		}
		if !m.brought {
			problem("neither pip nor pipx nor its own installer brings " + m.manager + ", so it is not known which interpreter it installs for")
		}
		_, local := r.localVenv()
		problem(local)
		problem(r.undeclared())
		problem(r.otherVersion())
		problem(g.namesInterpreter())
	}
	problem(r.plugins())
	problem(r.startsOthers())
	if g.programs() != "" {
		problem(g.otherPath())
	}
	problem(r.startProblem())
	return out
}

// ignoreRule is the change that leaves the folder .venv of the build context out.
const ignoreRule = "dockerignore"

// localVenv says whether the build context has a folder .venv that a COPY of everything would bring over the one that is made:
// then the ignore file has to leave it out first. problem is why it can't be told.
func (r *reading) localVenv() (comes bool, problem string) {
	g := r.build
	_, found := r.Stat(".venv")
	if !found || !g.managed.moves || !slices.ContainsFunc(g.Copies, model.Copy.BringsAll) {
		return false, ""
	}
	ignored, ok := r.Ignores()
	if !ok {
		return false, "the build context has a folder .venv, and whether the ignore file, which has exceptions, leaves it out is not known"
	}
	return !ignored(".venv"), ""
}

// poetrysOwn are modules that installing poetry or pipenv brings, and that a program may have come to use without asking.
const poetrysOwn = "requests|urllib3|certifi|idna|charset_normalizer|packaging|platformdirs|filelock|tomlkit|virtualenv|httpx|anyio|keyring|" +
	"jaraco|msgpack|rapidfuzz|cryptography|cffi|typing_extensions|more_itertools|h11|fastjsonschema|cachecontrol|distlib|dulwich|" +
	"setuptools|pkg_resources"

var importsOwn = regexp.MustCompile(`(?m)^[ \t]*(?:import|from)[ \t]+(` + poetrysOwn + `)\b`)

// undeclared names a module that the sources import and only the manager brings today; empty when there is none. A virtual
// environment does not have it.
func (r *reading) undeclared() string {
	p := r.Project.Python
	if r.build.managed.place != inSystem {
		return ""
	}
	lock, _ := r.Read(p.LockFile)
	asked := strings.ToLower(strings.ReplaceAll(string(lock), "_", "-"))
	for _, d := range p.Dependencies {
		asked += `"` + distribution(d.Name) + `"`
	}
	return r.undeclaredIn(".", asked, 0)
}

// maxDepth is how deep folders with sources are looked into.
const maxDepth = 6

// undeclaredIn is undeclared for a folder of the build context, where asked has the names of what is installed in quotes.
func (r *reading) undeclaredIn(dir, asked string, depth int) string {
	for _, e := range r.List(dir) {
		name := path.Join(dir, e.Name())
		switch {
		case e.IsDir() && depth < maxDepth && !strings.HasPrefix(e.Name(), ".") && !strings.Contains(" tests test node_modules venv env docs ", " "+e.Name()+" "):
			if why := r.undeclaredIn(name, asked, depth+1); why != "" {
				return why
			}
		case !e.IsDir() && path.Ext(name) == ".py":
			source, _ := r.Read(name)
			for _, match := range importsOwn.FindAllSubmatch(source, -1) {
				module := string(match[1])
				wanted := strings.ReplaceAll(strings.Replace(module, "pkg_resources", "setuptools", 1), "_", "-")
				if !strings.Contains(asked, `"`+wanted+`"`) {
					return fmt.Sprintf("%s imports %s, which the project does not ask for: it may be there today because %s brings it",
						name, module, r.build.managed.manager)
				}
			}
		}
	}
	return ""
}

// otherVersion says why the manager may take another interpreter than the image's for a virtual environment.
func (r *reading) otherVersion() string {
	g, p := r.build, r.Project.Python
	if p.Wanted == "" || g.managed.place == inSystem && g.managed.manager == "poetry" {
		return "" // The interpreter of the image runs it today.
	}
	version := bases.Describe(r.Builder()).RuntimeVersion
	if !allows(p.Wanted, version) {
		return fmt.Sprintf("the project asks for Python %s, and whether %s has it, or another interpreter is taken, is not known", p.Wanted, r.Builder())
	}
	return ""
}

// otherPath says why PATH can't be written anew: it has folders that the program may need.
func (g *stage) otherPath() string {
	for _, dir := range strings.Split(g.Env["PATH"], ":") {
		standard := strings.Contains(" /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin ", " "+dir+" ")
		if !standard && !strings.Contains(dir, "poetry") && !strings.Contains(dir, "pipx") && dir != "/root/.local/bin" {
			return "PATH has " + dir + ", and whether the program needs something from there is not known"
		}
	}
	return ""
}

// seenByName finds a setting of poetry.toml by which programs may be started by their name.
var seenByName = regexp.MustCompile(`(?m)^\s*(?:virtualenvs\.)?(?:create\s*=\s*false|in-project\s*=\s*true)\b`)

// startProblem says why the start command does not do what it does today once the packages are in .venv.
func (r *reading) startProblem() string {
	g, s, p := r.build, r.start, r.Project.Python
	m := g.managed
	settings, _ := r.Read("poetry.toml")
	switch {
	case s.problem != "":
		return ""
	case g.Start.Shell && s.through != len(runner.FindAllString(strings.Join(s.texts(g), "\n"), -1)):
		return "the start command names " + m.manager + " run where it does not start a program"
	case m.place == inCache && s.through == 0 && !seenByName.Match(settings):
		return fmt.Sprintf("the image does not start the program by %s run, so it does not see the packages that %s has in its cache", m.manager, m.manager)
	case s.script != "" && p.Scripts[s.script] != "" && !m.root:
		return fmt.Sprintf("the image starts %s, a script of the project, which is not installed", s.script)
	case m.manager == "pipenv" && s.through > 0:
		return r.pipenvStart()
	}
	return ""
}

// pipenvStart says why pipenv run does more than starting the program.
func (r *reading) pipenvStart() string {
	for _, e := range r.List(".") {
		if e.Name() == ".env" {
			return "pipenv run reads the file .env, which the program would miss"
		}
	}
	if text, ok := r.Read("Pipfile"); ok && strings.Contains(string(text), "[scripts]") {
		return "Pipfile names scripts, and pipenv run starts those first"
	}
	return ""
}

// intoProject makes the manager use .venv beside pyproject.toml, and takes out what says otherwise.
func (r *reading) intoProject(edits *pattern.Edits) {
	g := r.build
	pairs := moveEnv(g.managed.manager)
	if bin := g.programs(); bin != "" {
		pairs = append(pairs, venvPath(bin))
	}
	at := r.WithComments(g.Instructions[g.firstInstall].Lines)
	edits.Insert(at.First, "ENV "+strings.Join(pairs, " \\\n    ")+"\n")
	for _, i := range g.Runs() {
		s := g.Scripts[i]
		var list []model.Replacement
		steps := s.Steps()
		list = append(list, s.Without(steps, func(step model.Step) bool { return step.Simple && g.placesPackages(i, step) })...)
		for _, c := range g.commands[i] {
			for n, w := range c.Args {
				if c.moves() && c.manager == "pipenv" && n > 1 && w.Text == "--system" {
					list = append(list, model.Replacement{First: c.Args[n-1].Last, Last: w.Last})
				}
			}
		}
		switch {
		case len(list) > 0:
			edits.Replace(g.Instructions[i].Lines, model.Replace(s.Text, list))
		case len(steps) > 0 && i < g.firstInstall && !slices.ContainsFunc(steps, func(step model.Step) bool { return !step.Simple || !g.placesPackages(i, step) }):
			edits.Replace(r.WithComments(g.Instructions[i].Lines), "")
		}
	}
}

// placesPackages says whether a step is a poetry config of where packages go, which the variables overrule.
func (g *stage) placesPackages(i int, step model.Step) bool {
	if len(step.Commands) != 1 {
		return false
	}
	c := g.commands[i][step.Commands[0]]
	return c.Name() == "poetry" && has(c.Command, "config") && (has(c.Command, "virtualenvs.create") || has(c.Command, "virtualenvs.in-project"))
}

// runner finds poetry run and pipenv run in a line of shell.
var runner = regexp.MustCompile(`\b(?:poetry|pipenv)\s+run\s+(?:\\\n\s*)?`)

// texts are the instructions that start the program, with "\n" line ends.
func (s start) texts(g *stage) []string {
	var out []string
	for _, i := range []int{g.Start.Entrypoint, g.Start.Cmd} {
		if i >= 0 {
			out = append(out, strings.ReplaceAll(g.Instructions[i].Text, "\r\n", "\n"))
		}
	}
	return out
}

// direct are the instructions that start the program without poetry run or pipenv run; nil when it is started so today.
func (s start) direct(g *stage) []string {
	if s.through == 0 {
		return nil
	}
	out := s.texts(g)
	if g.Start.Shell {
		for n := range out {
			out[n] = runner.ReplaceAllString(out[n], "")
		}
		return out
	}
	argv, n := g.Start.Argv, 0
	var kept []string
	for _, i := range []int{g.Start.Entrypoint, g.Start.Cmd} {
		if i < 0 {
			continue
		}
		count := len(wordsOf(g.Instructions[i]))
		words := without(argv[n:n+count], s.at-n)
		switch {
		case len(words) == count:
			kept = append(kept, out[0])
		case len(words) > 0:
			kept = append(kept, model.ExecLine(g.Instructions[i].Keyword, words))
		}
		n, out = n+count, out[1:]
	}
	return kept
}

// without leaves the two words from an index on out; it may lie outside.
func without(words []string, at int) []string {
	var out []string
	for n, w := range words {
		if n != at && n != at+1 {
			out = append(out, w)
		}
	}
	return out
}

// wordsOf are the words of an ENTRYPOINT or a CMD.
func wordsOf(ins dockerfile.Instruction) []string {
	switch c := ins.Command.(type) {
	case *instructions.EntrypointCommand:
		return c.CmdLine
	case *instructions.CmdCommand:
		return c.CmdLine
	}
	return nil
}
