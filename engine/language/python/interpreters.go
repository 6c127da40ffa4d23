package python

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"lightship/engine/bases"
)

// lowerPatch finds a lower bound with a patch release, which a tag that moves with the releases has.
var lowerPatch = regexp.MustCompile(`((?:>=|\^)\s*3\.\d+)\.\d+`)

// otherInterpreter says why uv may take another interpreter than the image's, which it downloads into a folder of its own; empty when
// it does not.
func (r *reading) otherInterpreter() string {
	g, p := r.build, Of(r.Project)
	for _, i := range g.Runs() {
		for _, c := range g.commands[i] {
			if why := r.installsWith(c, p); why != "" {
				return fmt.Sprintf("line %d: %s, so the interpreter may be one that uv downloads and not that of %s: ask for the image's version", g.Instructions[i].Lines.First, why, r.Builder())
			}
		}
	}
	return ""
}

// installsWith is what makes a command of uv take another interpreter than the image's; empty when nothing does.
func (r *reading) installsWith(c command, p *Project) string {
	if c.Name() != "uv" || c.kind != syncs && c.kind != makesVenv {
		return ""
	}
	if takesSystems(c) {
		return ""
	}
	if prefersItsOwn(c) || r.settingsPreferUvs() {
		return "uv is told to take an interpreter of its own"
	}
	asked, by := asksFor(c)
	if asked == "" {
		asked, by = r.pinned()
	}
	switch {
	case asked != "" && !r.imageHas(asked):
		return by + " asks for Python " + asked
	case asked == "" && p.Wanted != "" && !r.imageMeets(p.Wanted):
		return "the project asks for Python " + p.Wanted
	}
	return ""
}

// pinned is the interpreter that a file of the project asks for, and by which: .python-version, or the first of .python-versions.
func (r *reading) pinned() (version, by string) {
	if r.Project.Files.Has(".python-version") {
		return Of(r.Project).PythonVersion, ".python-version"
	}
	text, _ := r.Project.Files.Read(".python-versions")
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			return line, ".python-versions"
		}
	}
	return "", ""
}

// prefersItsOwn says whether a command of uv is told by a variable or an option to take an interpreter of uv's alone.
func prefersItsOwn(c command) bool {
	if isOn(c.Env.Value("UV_MANAGED_PYTHON")) || c.Env.Value("UV_PYTHON_PREFERENCE") == "only-managed" || has(c.Command, "--managed-python") {
		return true
	}
	for n := range c.Args {
		flag, value, joined := strings.Cut(c.Arg(n), "=")
		if flag == "--python-preference" && (value == "only-managed" || !joined && c.Arg(n+1) == "only-managed") {
			return true
		}
	}
	return false
}

// onlyManaged finds the setting of uv that takes interpreters of its own alone.
var onlyManaged = regexp.MustCompile(`(?m)^\s*(?:python-preference\s*=\s*["']only-managed["']|managed-python\s*=\s*true)`)

// settingsPreferUvs says whether the settings of uv say so, in uv.toml or, where there is none, in pyproject.toml.
func (r *reading) settingsPreferUvs() bool {
	if text, ok := r.Project.Files.Read("uv.toml"); ok {
		return onlyManaged.Match(text)
	}
	text, _ := r.Project.Files.Read("pyproject.toml")
	_, of, found := strings.Cut(string(text), "[tool.uv]")
	if of, _, _ = strings.Cut(of, "\n["); !found {
		return false
	}
	return onlyManaged.MatchString(of)
}

// takesSystems says whether a command of uv is told to download no interpreter.
func takesSystems(c command) bool {
	return isOn(c.Env.Value("UV_NO_MANAGED_PYTHON")) || c.Env.Value("UV_PYTHON_PREFERENCE") == "only-system" || c.Env.Value("UV_PYTHON_DOWNLOADS") == "never" ||
		c.Env.Value("UV_PYTHON_DOWNLOADS") == "0" || has(c.Command, "--no-managed-python") || has(c.Command, "--no-python-downloads")
}

// asksFor is the interpreter that a command of uv is told to take, and by what.
func asksFor(c command) (version, by string) {
	for n := range c.Args {
		switch flag, value, joined := strings.Cut(c.Arg(n), "="); {
		case flag == "--python" && joined:
			return value, "--python"
		case flag == "--python" || flag == "-p":
			if n+1 < len(c.Args) && !c.Args[n+1].Known {
				return c.Args[n+1].Raw, flag
			}
			return c.Arg(n + 1), flag
		}
	}
	return c.Env.Value("UV_PYTHON"), "UV_PYTHON"
}

// imageHas says whether the interpreter of the image is the one that is asked for by a version, a name or a path.
func (r *reading) imageHas(asked string) bool {
	if strings.HasPrefix(asked, "/") {
		return path.Dir(asked) == "/usr/local/bin"
	}
	version := strings.TrimPrefix(strings.TrimPrefix(asked, "cpython@"), "python")
	have := r.imageVersion()
	return version == "" || version == "3" || have == version || strings.HasPrefix(have, version+".")
}

// imageMeets says whether the interpreter of the image is one of those that a project asks for.
func (r *reading) imageMeets(wanted string) bool {
	have := r.imageVersion()
	if strings.Count(have, ".") < 2 {
		wanted = lowerPatch.ReplaceAllString(wanted, "$1")
	}
	if have == "" {
		return !strings.ContainsAny(wanted, "<=!~^*") || strings.HasPrefix(wanted, ">=") && !strings.Contains(wanted, ",")
	}
	return allows(wanted, have)
}

// versionInTag is the version at the beginning of a tag of Python's images.
var versionInTag = regexp.MustCompile(`:(3(?:\.\d+)*)`)

// imageVersion is the version of the image's interpreter, as exactly as its tag says; empty when it says none.
func (r *reading) imageVersion() string {
	if match := versionInTag.FindStringSubmatch(r.Builder()); match != nil {
		return match[1]
	}
	return bases.Describe(r.Builder()).RuntimeVersion
}
