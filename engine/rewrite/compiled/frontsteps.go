package compiled

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
)

// maxScriptDepth is how deep scripts of package.json that run scripts are followed.
const maxScriptDepth = 6

// isNodeManager says whether a program is a package manager of Node.js.
func isNodeManager(name string) bool {
	return slices.Contains([]string{"npm", "yarn", "pnpm", "bun"}, name)
}

// isNodeRunner says whether a program runs a command of a package that it is given.
func isNodeRunner(name string) bool { return slices.Contains([]string{"npx", "bunx", "pnpx"}, name) }

// command reads a command of a RUN. It is false for one that may do anything else than to build a front end.
func (f *fronts) command(e effects.Effect) bool {
	c := *e.Command
	words := wordsOf(c)
	if !c.DirKnown || !isNodeManager(c.Name()) && !isNodeRunner(c.Name()) && makers()[c.Name()] == nil {
		return false
	}
	words[0] = c.Name()
	s := steps{fronts: f, env: c.Env.Value}
	return s.step(words, c.Dir, e.Instruction, 0)
}

// steps follows what a command comes to, through the scripts of package.json.
type steps struct {
	*fronts
	env func(name string) string
}

// step takes in one command that runs in a folder. It is false for one that is not known to do nothing but build.
func (s steps) step(words []string, dir string, instruction, depth int) bool {
	for len(words) > 0 && assignment.MatchString(words[0]) {
		words = words[1:]
	}
	if len(words) == 0 || depth > maxScriptDepth || s.leavesFolders(words) {
		return false
	}
	switch name := words[0]; {
	case isNodeManager(name):
		return s.manager(words, dir, instruction, depth)
	case isNodeRunner(name):
		return s.step(behindFlags(words[1:]), dir, instruction, depth+1)
	case name == "cross-env":
		return s.step(words[1:], dir, instruction, depth+1)
	case slices.Contains([]string{"npm-run-all", "run-s", "run-p", "npm-run-all2"}, name):
		return s.scripts(s.at(dir, instruction), slices.DeleteFunc(slices.Clone(words[1:]), isFlag), true, depth)
	case name == "node":
		front := s.at(dir, instruction)
		front.makes = true
		return len(words) > 1 && !isFlag(words[1]) && words[1] != ""
	case effects.IsHarmless(name), slices.Contains([]string{"cp", "mv", "mkdir", "rm", "touch"}, name):
		return name != "cd"
	}
	return s.tool(words, dir, instruction)
}

// assignment is a word that sets a variable for a command.
var assignment = regexp.MustCompile(`^[A-Za-z_]\w*=`)

func isFlag(word string) bool { return strings.HasPrefix(word, "-") }

// behindFlags are the words from the first that is no flag.
func behindFlags(words []string) []string {
	for i := 0; i < len(words); i++ {
		switch {
		case words[i] == "-p" || words[i] == "--package":
			i++
		case !isFlag(words[i]):
			return words[i:]
		}
	}
	return nil
}

// leavesFolders says whether a word names a place of the image that is not among the sources.
func (s steps) leavesFolders(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		if _, value, told := strings.Cut(w, "="); told {
			w = value
		}
		return strings.HasPrefix(w, "~") || path.IsAbs(w) && !s.build.withinBuild(path.Clean(w)) && !slices.Contains(s.build.Dirs, path.Clean(w))
	})
}

// tool takes in a run of a tool of a build.
func (s steps) tool(words []string, dir string, instruction int) bool {
	name := path.Base(words[0])
	if at := strings.LastIndex(words[0], "@"); at > 0 {
		name = words[0][:at]
	} else if strings.HasPrefix(words[0], "@") {
		name = words[0]
	}
	m := makers()[name]
	if m == nil || m.Into != "" && !slices.Contains(words, "build") {
		return false
	}
	front := s.at(dir, instruction)
	front.makes = true
	if into := s.into(m, front, words, dir); into != "" && into != front.dir {
		front.into = append(front.into, into)
	}
	return true
}

// outputFlags are the flags by which tools of a build are told what to make.
var outputFlags = []string{"-o", "--output", "--outfile", "--outdir", "--out-dir", "--out-file", "--dir", "--output-path"}

// output is the value of a flag that tells a tool what to make; told is false when there is none.
func (m *maker) output(words []string) (value string, told bool) {
	for i, w := range words {
		name, value, joined := strings.Cut(w, "=")
		switch {
		case !slices.Contains(m.Flags, name) && (m.Into != "" || !slices.Contains(outputFlags, name)):
		case joined:
			return value, true
		case i+1 < len(words):
			return words[i+1], true
		}
	}
	return "", false
}

// into is the file or folder that a tool is sure to make; empty when that can't be told.
func (s steps) into(m *maker, front *frontEnd, words []string, dir string) string {
	if m.Variable != "" && s.env(m.Variable) != "" || slices.Contains(words, "") {
		return ""
	}
	if s.moves(m, front, words) {
		return ""
	}
	if value, told := m.output(words); told {
		return model.Resolve(dir, value)
	}
	if m.Into == "" || !front.there {
		return ""
	}
	return s.bySettings(m, front)
}

// imported finds what settings in JavaScript ask for.
var imported = regexp.MustCompile(`(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*["']([^"']+)["']`)

// moves says whether the folder that a tool counts from may be another one than that of the front end, or its settings may ask for what
// puts the files elsewhere.
func (s steps) moves(m *maker, front *frontEnd, words []string) bool {
	if m.Moves == "" {
		return false
	}
	at := slices.Index(words, "build")
	if at+1 < len(words) && !isFlag(words[at+1]) || slices.ContainsFunc(words, func(w string) bool {
		return strings.HasPrefix(w, "--"+m.Moves) || w == "-c" || strings.HasPrefix(w, "--config")
	}) {
		return true
	}
	for _, name := range m.Settings {
		text, there := s.build.Model().Read(path.Join(front.folder, name))
		if !there {
			continue
		}
		strange := slices.ContainsFunc(imported.FindAllStringSubmatch(string(text), -1), func(found []string) bool {
			return m.Plugins != nil && !slices.Contains(m.Plugins, found[1])
		})
		if strange || regexp.MustCompile(`\b`+m.Moves+`["']?\s*[:,]`).Match(text) {
			return true
		}
	}
	return false
}

// bySettings is the folder that a tool fills by the settings of a front end; empty when they may name it in a way that can't be read.
func (s steps) bySettings(m *maker, front *frontEnd) string {
	into := m.Into
	for _, name := range m.Settings {
		text, there := s.build.Model().Read(path.Join(front.folder, name))
		if !there || !strings.Contains(string(text), m.Key) {
			continue
		}
		said := regexp.MustCompile(`\b`+m.Key+`["']?\s*:\s*["']([^"'$]+)["']`).FindAllStringSubmatch(string(text), -1)
		switch {
		case m.Above && len(said) > 0 && !slices.ContainsFunc(said, func(found []string) bool { return !effects.Inside(path.Clean(found[1]), m.Into) }):
		case !m.Above && len(said) == 1 && strings.Count(string(text), m.Key) == 1:
			into = said[0][1]
		default:
			return ""
		}
	}
	return model.Resolve(front.dir, into)
}
