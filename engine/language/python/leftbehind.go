package python

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

// imagesOwn finds the interpreter of the image, or its packages, named by their path: neither sees what is in .venv.
var imagesOwn = regexp.MustCompile(`/usr/local/(?:bin/(?:python|pip)|lib/python)`)

// namesInterpreter says which line relies on the interpreter of the image, or on PATH as the image has it; empty when none does.
func (g *stage) namesInterpreter() string {
	for i, ins := range g.Instructions {
		env, isEnv := ins.Command.(*instructions.EnvCommand)
		if (isEnv || i >= g.firstInstall) && imagesOwn.MatchString(ins.Text) {
			return fmt.Sprintf("line %d names the interpreter of the image or its packages by the path, and the packages would be in .venv", ins.Lines.First)
		}
		if !isEnv || i < g.firstInstall {
			continue
		}
		if slices.ContainsFunc(env.Env, func(v instructions.KeyValuePair) bool {
			return v.Key == "PATH" && !strings.Contains(v.Value, "$PATH") && !strings.Contains(v.Value, "${PATH")
		}) {
			return fmt.Sprintf("line %d sets PATH anew, so that the programs in .venv are not found", ins.Lines.First)
		}
	}
	return ""
}

// harmlessPlugins are plugins of poetry that do nothing to poetry run.
const harmlessPlugins = " poetry-plugin-export poetry-plugin-shell poetry-plugin-up poetry-plugin-bundle poetry-dynamic-versioning "

// plugins says why poetry run may do more than starting the program: a plugin may read a file with variables first. Empty when
// the program is not started by it, and when no plugin is known.
func (r *reading) plugins() string {
	g := r.build
	if g.managed.manager != "poetry" || !g.managed.through {
		return ""
	}
	for _, i := range g.Runs() {
		for _, c := range g.commands[i] {
			if c.Name() != "poetry" || c.Arg(1) != "self" || c.Arg(2) != "add" {
				continue
			}
			for n := 3; n < len(c.Args); n++ {
				if a := c.Arg(n); !strings.HasPrefix(a, "-") && !strings.Contains(harmlessPlugins, " "+distribution(a)+" ") {
					return fmt.Sprintf("line %d adds the plugin %s to poetry, and what that does to poetry run is not known", g.Instructions[i].Lines.First, c.Args[n].Raw)
				}
			}
		}
	}
	if text, ok := r.Read("pyproject.toml"); ok && strings.Contains(string(text), "[tool.poetry.requires-plugins]") {
		return "pyproject.toml asks for plugins of poetry, and what they do to poetry run is not known"
	}
	return ""
}

// lists are the files at the top of the build context by which a program starts others: honcho's, invoke's, supervisor's.
var lists = regexp.MustCompile(`^(?:Procfile.*|tasks\.py|.*\.(?:ini|conf))$`)

// startsOthers names a list of programs that are started by the manager, which the final image does not have; empty when there
// is none.
func (r *reading) startsOthers() string {
	for _, e := range r.List(".") {
		if e.IsDir() || !lists.MatchString(e.Name()) {
			continue
		}
		if text, ok := r.Read(e.Name()); ok && runner.Match(text) {
			return fmt.Sprintf("%s starts programs by %s run, which the final image would not have", e.Name(), r.build.managed.manager)
		}
	}
	return ""
}
