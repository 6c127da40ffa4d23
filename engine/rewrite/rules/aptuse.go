package rules

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/rewrite/model"
)

// place is an instruction of a stage.
type place struct {
	stage *model.Stage
	index int
}

// aptUse finds out what may run apt in a place where the rule puts no mount. What can't be read may.
type aptUse struct {
	m *model.Model
	// read are the scripts that are being read, so that one that calls itself comes to an end.
	read map[string]bool
	// open are the places without the mounts that may run apt, from the end of the file; starts is what the image that is built may run
	// it by when it starts, empty for nothing.
	open   []openPlace
	starts string
}

// at says what an instruction may run apt by; empty when it does not.
func (a *aptUse) at(p place) string {
	switch c := p.stage.Instructions[p.index].Command.(type) {
	case *instructions.RunCommand:
		if p.stage.Unread[p.index] != nil {
			return "a script that can't be read"
		}
		return a.script(p, p.stage.Scripts[p.index])
	case *instructions.OnbuildCommand:
		return a.onbuild(p, c.Expression)
	}
	return ""
}

// onbuild reads a trigger, which runs in stages and images that start from this one.
func (a *aptUse) onbuild(p place, expression string) string {
	keyword, rest, _ := strings.Cut(strings.TrimSpace(expression), " ")
	if !strings.EqualFold(keyword, "RUN") {
		return ""
	}
	s, err := model.ReadShell(rest, p.stage.Envs[p.index], p.stage.Dirs[p.index])
	if err != nil {
		return "an ONBUILD that can't be read"
	}
	if why := a.script(p, s); why != "" {
		return why + " (ONBUILD)"
	}
	return ""
}

// start says what a stage's image may run apt by when it starts: only what is known to.
func (a *aptUse) start(s *model.Stage) string {
	if len(s.Start.Argv) == 0 || s.Start.Unclear != "" {
		return ""
	}
	for _, w := range s.Start.Argv {
		if text, ok := a.m.ImageFile(s, len(s.Instructions), model.Resolve(s.Dir, w)); ok && marked(text) {
			return w
		}
	}
	return ""
}

func (a *aptUse) script(p place, s *model.Script) string {
	for _, c := range s.Commands {
		if len(c.Args) > 0 && has(`"$@" $@ "$*" $*`, c.Args[0].Raw) {
			continue // what it is given stands where it is called
		}
		if why := a.command(p, c, s.Text); why != "" {
			return why
		}
	}
	return ""
}

// wrappers are commands that run the command behind them; what else stands between is passed over.
const wrappers = "sudo env nice ionice time timeout exec command nohup xargs retry gosu su-exec chroot stdbuf setarch linux32 linux64 eatmydata busybox"

// unwrapped are the words of the command that others only run.
func unwrapped(words []string) []string {
	for len(words) > 1 && has(wrappers, path.Base(words[0])) {
		words = words[1:]
		for len(words) > 1 && isWrapping(words[0]) {
			words = words[1:]
		}
	}
	return words
}

// isWrapping says whether a word is one of a wrapper's own: a flag, a number, an assignment.
func isWrapping(w string) bool {
	return w != "" && (strings.Contains("-0123456789", w[:1]) || strings.Contains(w, "="))
}

// aptHarmless are what of apt neither downloads nor reads the lists.
const aptHarmless = "remove purge autoremove autopurge clean autoclean"

// command says by what a command may run apt; script is the text it stands in.
func (a *aptUse) command(p place, c model.Command, script string) string {
	words := unwrapped(texts(c))
	if len(words) == 0 {
		return ""
	}
	name := path.Base(words[0])
	switch {
	case words[0] == "":
		return "a command whose name only the build knows"
	case name == "apt-get" || name == "apt":
		return aptVerb(words)
	case calledBy(words):
		return strings.Join(words[:min(3, len(words))], " ")
	case slices.Contains(words[1:], "apt-get") && !has("echo printf which type -v", name):
		return name + ", which is given apt-get"
	case has("sh bash dash ash zsh ksh", name):
		return a.shell(p, c, words, script)
	case has("source .", name) && len(words) > 1:
		return a.file(p, c, words[1], script)
	}
	return a.program(p, c, words, script)
}

// texts are the words of a command; one that can't be told is empty.
func texts(c model.Command) []string {
	out := make([]string, 0, len(c.Args))
	for i := range c.Args {
		out = append(out, c.Arg(i))
	}
	return out
}

func aptVerb(words []string) string {
	verb := ""
	for _, w := range words[1:] {
		if !strings.HasPrefix(w, "-") {
			verb = w
			break
		}
	}
	if verb == "" || has(aptHarmless, verb) {
		return ""
	}
	return path.Base(words[0]) + " " + verb
}

// shell reads what a shell is given: a text, a file, or what another program writes to it.
func (a *aptUse) shell(p place, c model.Command, words []string, script string) string {
	for i, w := range words[1:] {
		switch {
		case strings.HasPrefix(w, "-") && !strings.HasPrefix(w, "--") && strings.HasSuffix(w, "c"):
			if i+2 >= len(words) || words[i+2] == "" {
				return words[0] + " -c with a text that only the build knows"
			}
			inner, err := model.ReadShell(words[i+2], c.Env, c.Dir)
			if err != nil {
				return words[0] + " -c with a text that can't be read"
			}
			return a.script(p, inner)
		case w == "-s" || w == "-":
			return fetched(words[0], script)
		case strings.HasPrefix(w, "-"), has("pipefail errexit", w):
		default:
			return a.file(p, c, w, script)
		}
	}
	return fetched(words[0], script)
}

var address = regexp.MustCompile(`https?://[^\s"'|;)]+`)

// fetched is the reason against a script from somewhere; empty when it is one of those that are known to run no apt.
func fetched(what, script string) string {
	found := address.FindAllString(script, -1)
	for _, url := range found {
		if !slices.ContainsFunc(quietInstallers, func(q string) bool { return strings.Contains(url, q) }) {
			return what + ", which runs a script from " + url
		}
	}
	if len(found) == 0 {
		return what + ", which is given a script that can't be read"
	}
	return ""
}

// file reads a script that a command names.
func (a *aptUse) file(p place, c model.Command, name, script string) string {
	switch {
	case name == "":
		return "a script whose name only the build knows"
	case !path.IsAbs(name) && !c.DirKnown:
		return name + ", a script in a folder that only the build knows"
	}
	at := model.Resolve(c.Dir, name)
	text, ok := a.m.ImageFile(p.stage, p.index, at)
	switch {
	case !ok && has(quietScripts, path.Base(name)):
		return ""
	case !ok && address.MatchString(script):
		return fetched(name, script)
	case !ok:
		return name + ", a script that is not in the build context"
	case a.read[at]:
		return ""
	}
	a.read[at] = true
	defer delete(a.read, at)
	s, err := model.ReadShell(text, c.Env, c.Dir)
	if err != nil || !isShellScript(text) {
		if marked(text) {
			return name
		}
		return ""
	}
	if why := a.script(p, s); why != "" {
		return name + " (" + why + ")"
	}
	return ""
}

// isShellScript says whether a file is for a shell: what has no "#!" is, when a shell runs it.
func isShellScript(text string) bool {
	first, _, _ := strings.Cut(text, "\n")
	return !strings.HasPrefix(first, "#!") || strings.Contains(first, "sh")
}

// interpreters run a file that they are given; package managers of Node run what package.json says.
const (
	interpreters = "python python2 python3 node perl ruby php pwsh Rscript lua tclsh bun deno"
	scriptHomes  = "npm yarn pnpm npx bun make gmake composer bundle rake just task"
)

// program judges a command that is neither apt's nor a shell's.
func (a *aptUse) program(p place, c model.Command, words []string, script string) string {
	name := path.Base(words[0])
	switch {
	case has(interpreters, name) && len(words) > 1:
		return a.interpreted(p, c, words, script)
	case has(scriptHomes, name):
		for _, file := range []string{"package.json", "Makefile", "makefile", "GNUmakefile", "composer.json", "Rakefile", "justfile", "Taskfile.yml"} {
			if text, ok := a.m.ImageFile(p.stage, p.index, model.Resolve(c.Dir, file)); ok && marked(text) {
				return name + ", for " + file + " names apt"
			}
		}
		return ""
	case strings.Contains(words[0], "/"):
		if _, ok := a.m.ImageFile(p.stage, p.index, model.Resolve(c.Dir, words[0])); !ok && path.Base(path.Dir(words[0])) != "." && has("bin sbin .bin", path.Base(path.Dir(words[0]))) {
			return ""
		}
		return a.file(p, c, words[0], script)
	}
	for _, folder := range strings.Split(c.Env.Value("PATH"), ":") {
		if _, ok := a.m.ImageFile(p.stage, p.index, path.Join("/", folder, name)); ok {
			return a.file(p, c, path.Join("/", folder, name), script)
		}
	}
	return ""
}

// interpreted looks at the file that an interpreter is given. A text that is given by a flag is looked at as well.
func (a *aptUse) interpreted(p place, c model.Command, words []string, script string) string {
	for i, w := range words[1:] {
		switch {
		case has("-c -e -r", w):
			if i+2 < len(words) && (marked(words[i+2]) || words[i+2] == "") {
				return words[0] + " " + w
			}
			return ""
		case w == "-m":
			return ""
		case strings.HasPrefix(w, "-"):
			continue
		}
		text, ok := a.m.ImageFile(p.stage, p.index, model.Resolve(c.Dir, w))
		switch {
		case ok && marked(text):
			return w
		case ok, !strings.Contains(path.Base(w), "."), has(quietScripts, path.Base(w)):
			return ""
		case address.MatchString(script):
			return fetched(w, script)
		}
		return w + ", a program that is not in the build context"
	}
	return ""
}
