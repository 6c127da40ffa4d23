package python

import (
	"path"
	"slices"
	"strings"

	"lightship/engine/rewrite/model"
)

// uvFlags are flags of uv run that change nothing of what is started where the environment is there already.
var uvFlags = []string{"--no-sync", "--frozen", "--locked", "--no-dev", "--offline", "--quiet", "-q", "--no-progress", "--no-project", "--"}

// partial are flags of uv sync that leave out what uv run would install when the container starts.
var partial = []string{"--no-install-project", "--no-install-workspace", "--no-install-local", "--no-install-package", "--only-dev", "--only-group", "--no-group", "--no-default-groups"}

// uvRun is the command that uv run starts, and how many words before it are uv's; nil where it can't be told that the environment is the
// one that uv sync made, and complete. A file of Python and a module are run by the interpreter. Source: docs.astral.sh/uv/reference/cli.
func uvRun(g *stage, argv []string) (command []string, words int) {
	if len(argv) < 3 || path.Base(argv[0]) != "uv" || argv[1] != "run" || g.Env.Value("UV_ENV_FILE") != "" {
		return nil, 0
	}
	words = 2
	for words < len(argv) && slices.Contains(uvFlags, argv[words]) {
		words++
	}
	if !g.syncedFor(argv[2:words]) || words == len(argv) {
		return nil, 0
	}
	switch first := argv[words]; {
	case first == "-m":
		return append([]string{"python", "-m"}, argv[words+1:]...), words
	case strings.HasPrefix(first, "-"):
		return nil, 0
	case strings.HasSuffix(first, ".py"):
		return append([]string{"python"}, argv[words:]...), words
	}
	return argv[words:], words
}

// syncedFor says whether the last uv sync installed all that uv run with these flags wants.
func (g *stage) syncedFor(flags []string) bool {
	last := g.lastSync()
	switch {
	case last == nil || len(g.venvs) != 1 || slices.Contains(flags, "--no-project"):
		return false
	case slices.Contains(flags, "--no-sync") || isOn(g.Env.Value("UV_NO_SYNC")):
		return true
	case slices.ContainsFunc(partial, func(flag string) bool { return has(last.Command, flag) }):
		return false
	}
	leaves := has(last.Command, "--no-dev") || isOn(last.Env.Value("UV_NO_DEV"))
	return !leaves || slices.Contains(flags, "--no-dev") || isOn(g.Env.Value("UV_NO_DEV"))
}

// lastSync is the last uv sync of the stage, nil for none.
func (g *stage) lastSync() *command {
	for _, i := range slices.Backward(g.Runs()) {
		for n := range slices.Backward(g.commands[i]) {
			if c := &g.commands[i][n]; c.Name() == "uv" && c.kind == syncs {
				return c
			}
		}
	}
	return nil
}

// ofWorkspace says whether uv finds the environment of a command in a folder above: the project there has it as a member.
func (g *stage) ofWorkspace(i int, c command) bool {
	if c.Name() != "uv" || c.kind != syncs || c.Env.Value("UV_PROJECT_ENVIRONMENT") != "" {
		return false
	}
	for dir := c.Dir; dir != "/"; dir = path.Dir(dir) {
		text, ok := g.Model().ImageFile(g.Stage, i, path.Join(path.Dir(dir), "pyproject.toml"))
		if ok && strings.Contains(text, "[tool.uv.workspace]") {
			return true
		}
	}
	return false
}

// elsewhere says whether a command of uv is told to work on another project, or on the environment that is active.
func elsewhere(c model.Command) bool {
	for n := range c.Args {
		flag, _, _ := strings.Cut(c.Arg(n), "=")
		if slices.Contains([]string{"--directory", "--project", "--active"}, flag) {
			return true
		}
	}
	return c.Env.Value("UV_PROJECT") != "" || c.Env.Value("UV_WORKING_DIRECTORY") != ""
}
