package python

import (
	"path"
	"slices"
	"strings"

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
	if slices.Contains(strings.Split(g.Env.Value("PATH"), ":"), bin) {
		return ""
	}
	return bin
}

// venvPath sets PATH so that programs of the virtual environment are found first.
func venvPath(bin string) string { return "PATH=" + bin + ":$PATH" }

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
