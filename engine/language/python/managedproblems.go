package python

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

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
		if c.manager == "pipenv" && c.Env.Value(name) != "" {
			g.Problem(at, "runs pipenv with %s, and which virtual environment it makes then is not known", name)
		}
	}
	first := g.Envs[g.firstInstall]
	for _, pair := range append(moveEnv(c.manager), "PATH", "POETRY_VIRTUALENVS_PATH") {
		name, _, _ := strings.Cut(pair, "=")
		if c.Env.Value(name) != first.Value(name) {
			g.Problem(at, "runs with another %s than the image has", name)
		}
	}
}

// hiddenVenv is why the virtual environment that a manager would make in the program's folder is not seen there when the image is
// started; empty where it is.
func (g *stage) hiddenVenv() string {
	for _, venv := range g.venvs {
		for _, st := range g.Starts {
			if v, ok := st.Mounts(venv); ok {
				return fmt.Sprintf("%s mounts something over %s, where the packages would stand: install them into a virtual environment elsewhere (/opt/venv)", st.Who(), v.Target)
			}
		}
	}
	return ""
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
		problem(g.hiddenVenv())
		if m.manager == "poetry" && !Of(r.Project).PyProject {
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

// otherVersion says why the manager may take another interpreter than the image's for a virtual environment.
func (r *reading) otherVersion() string {
	g, p := r.build, Of(r.Project)
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
	for _, dir := range strings.Split(g.Env.Value("PATH"), ":") {
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
	g, s, p := r.build, r.start, Of(r.Project)
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
