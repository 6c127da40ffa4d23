package compiled

import (
	"slices"
	"strings"

	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern/interpreted"
)

// managerCall is a run of a package manager of Node.js.
type managerCall struct {
	// folder is the folder that a flag names, empty for none.
	folder string
	// verb is the first word that is no flag, rest are those behind it; flags are all before "--".
	verb        string
	rest, flags []string
}

// readManager reads the words behind a package manager's name. It is false for a run that works on workspaces.
func readManager(words []string) (c managerCall, ok bool) {
	for i := 0; i < len(words); i++ {
		name, value, joined := strings.Cut(words[i], "=")
		switch {
		case words[i] == "--":
			c.rest = append(c.rest, words[i+1:]...)
			return c, true
		case slices.Contains([]string{"--prefix", "-C", "--cwd", "--dir"}, name):
			if !joined && i+1 < len(words) {
				i++
				value = words[i]
			}
			c.folder = value
			if value == "" {
				return c, false
			}
		case slices.Contains([]string{"-w", "--workspace", "--workspaces", "-ws", "--filter", "-F", "-r", "--recursive", "workspace", "workspaces"}, name):
			return c, false
		case isFlag(words[i]):
			c.flags = append(c.flags, words[i])
		case c.verb == "" && words[i] != "":
			c.verb = words[i]
		default:
			c.rest = append(c.rest, words[i])
		}
	}
	return c, true
}

// installVerbs are what package managers are asked for that puts packages below the project, or only looks at them.
var installVerbs = []string{
	"", "install", "i", "ci", "clean-install", "add", "fetch", "prune", "dedupe", "rebuild", "config", "set", "cache", "audit", "fund", "version", "info", "import",
}

// manager takes in a run of a package manager.
func (s steps) manager(words []string, dir string, instruction, depth int) bool {
	call, ok := readManager(words[1:])
	if !ok {
		return false
	}
	if call.folder != "" {
		dir = model.Resolve(dir, call.folder)
	}
	front := s.at(dir, instruction)
	switch {
	case words[0] == "yarn" && call.verb == "global" && len(call.rest) > 1:
		return onlyTools(call.rest[1:])
	case slices.Contains(installVerbs, call.verb):
		return s.installs(front, call, depth)
	case call.verb == "run" || call.verb == "run-script":
		return len(call.rest) > 0 && s.script(front, call.rest[0], call.rest[1:], depth)
	case call.verb == "exec" || call.verb == "dlx" || call.verb == "x":
		return s.step(call.rest, dir, instruction, depth+1)
	case words[0] == "npm":
		return false
	case front.scripts[call.verb] != "":
		return s.script(front, call.verb, call.rest, depth)
	}
	return s.step(append([]string{call.verb}, call.rest...), dir, instruction, depth+1)
}

// installs takes in a run that puts packages below the project, with the project's own scripts that it starts, or installs tools.
func (s steps) installs(front *frontEnd, call managerCall, depth int) bool {
	for _, flag := range []string{"-g", "--global", "--location=global"} {
		if slices.Contains(call.flags, flag) {
			return onlyTools(call.rest)
		}
	}
	return slices.Contains(call.flags, "--ignore-scripts") || s.scripts(front, []string{"preinstall", "install", "postinstall", "prepare"}, false, depth)
}

// onlyTools says whether all packages are tools of a build.
func onlyTools(packages []string) bool {
	return !slices.ContainsFunc(packages, func(name string) bool {
		if at := strings.LastIndex(name, "@"); at > 0 {
			name = name[:at]
		}
		return makers()[name] == nil
	})
}

// scripts takes in scripts of package.json by their names; one that is not there is a fault where it must be.
func (s steps) scripts(front *frontEnd, names []string, must bool, depth int) bool {
	for _, name := range names {
		if front.scripts[name] == "" && !must {
			continue
		}
		if !s.script(front, name, nil, depth) {
			return false
		}
	}
	return true
}

// script takes in a script of package.json with those that run before and behind it. Extra are words that it is given.
func (s steps) script(front *frontEnd, name string, extra []string, depth int) bool {
	if front.scripts[name] == "" || depth > maxScriptDepth {
		return false
	}
	for _, each := range []string{"pre" + name, name, "post" + name} {
		text := front.scripts[each]
		if text == "" {
			continue
		}
		sequence := interpreted.Sequence(text)
		if sequence == nil {
			return false
		}
		for i, words := range sequence {
			if each == name && i == len(sequence)-1 {
				words = append(slices.Clone(words), extra...)
			}
			if !s.step(words, front.dir, front.instruction, depth+1) {
				return false
			}
		}
	}
	return true
}
