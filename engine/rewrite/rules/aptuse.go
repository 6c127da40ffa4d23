package rules

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/commandline"
	"lightship/engine/rewrite/effects"
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
		script := p.stage.Scripts[p.index]
		return a.among(p, effects.In(p.stage, p.index), script.Text)
	case *instructions.OnbuildCommand:
		done, ok := effects.Triggered(p.stage, p.index)
		if !ok {
			return "an ONBUILD that can't be read"
		}
		if why := a.among(p, done, c.Expression); why != "" {
			return why + " (ONBUILD)"
		}
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

// among says by what of the effects of a place apt may be run. The addresses that something is fetched from stand in text, or in scripts
// that it runs.
func (a *aptUse) among(p place, done []effects.Effect, text string) string {
	addresses := address.FindAllString(text, -1)
	for _, e := range done {
		if e.Kind == effects.Downloads && strings.Contains(e.From, "://") {
			addresses = append(addresses, e.From)
		}
	}
	for _, e := range done {
		if e.Command == nil || e.Kind != effects.Runs && e.Kind != effects.Unknown {
			continue
		}
		if why := a.command(p, e, addresses); why != "" {
			if e.Script != "" {
				return e.Script + " (" + why + ")"
			}
			return why
		}
	}
	return ""
}

// aptHarmless are what of apt neither downloads nor reads the lists.
const aptHarmless = "remove purge autoremove autopurge clean autoclean"

// command says by what a command may run apt. What it runs in turn are effects of their own.
func (a *aptUse) command(p place, e effects.Effect, addresses []string) string {
	c := *e.Command
	words := c.Words()
	name := c.Name()
	switch {
	case name == "" && (len(c.Args) == 0 || has(`"$@" $@ "$*" $*`, c.Args[0].Raw)):
		return "" // What it is given stands where it is called.
	case name == "":
		return "a command whose name only the build knows"
	case commandline.Wraps(name):
		return ""
	case name == "apt-get" || name == "apt":
		return aptVerb(words)
	case calledBy(words):
		return strings.Join(words[:min(3, len(words))], " ")
	case slices.Contains(words[1:], "apt-get") && !has("echo printf which type", name):
		return name + ", which is given apt-get"
	case commandline.IsShell(name):
		return a.shell(p, e, words, addresses)
	case has("source .", name):
		if e.Kind == effects.Unknown {
			return a.file(p, c, c.Arg(1), addresses)
		}
		return ""
	}
	return a.program(p, c, words, addresses)
}

func aptVerb(words []string) string {
	at := slices.IndexFunc(words[1:], func(w string) bool { return !strings.HasPrefix(w, "-") })
	if at < 0 || words[at+1] == "" || has(aptHarmless, words[at+1]) {
		return ""
	}
	return path.Base(words[0]) + " " + words[at+1]
}

// shell judges what a shell is given that is not followed: a text, a file, or what another program writes to it.
func (a *aptUse) shell(p place, e effects.Effect, words, addresses []string) string {
	switch given, at := commandline.ToShell(words); given {
	case commandline.Line:
		if e.Kind == effects.Unknown {
			return words[0] + " -c with a text that can't be read"
		}
	case commandline.Untold:
		return words[0] + " with a text or a script that only the build knows"
	case commandline.File:
		if _, ok := a.m.ImageFile(p.stage, p.index, model.Resolve(e.Command.Dir, words[at])); !ok || e.Kind == effects.Unknown {
			return a.file(p, *e.Command, words[at], addresses)
		}
	case commandline.Input:
		return fetched(words[0], addresses)
	}
	return ""
}

var address = regexp.MustCompile(`https?://[^\s"'|;)]+`)

// fetched is the reason against a script from somewhere; empty when it is one of those that are known to run no apt.
func fetched(what string, addresses []string) string {
	if len(addresses) == 0 {
		return what + ", which is given a script that can't be read"
	}
	if at := slices.IndexFunc(addresses, func(url string) bool { return !isQuiet(url) }); at >= 0 {
		return what + ", which runs a script from " + addresses[at]
	}
	return ""
}

// file judges a script that a command names. One for a shell is followed already.
func (a *aptUse) file(p place, c model.Command, name string, addresses []string) string {
	switch {
	case name == "":
		return "a script whose name only the build knows"
	case !path.IsAbs(name) && !c.DirKnown:
		return name + ", a script in a folder that only the build knows"
	}
	text, ok := a.m.ImageFile(p.stage, p.index, model.Resolve(c.Dir, name))
	switch {
	case ok && marked(text):
		return name
	case ok, isQuietScript(path.Base(name)):
		return ""
	case len(addresses) > 0:
		return fetched(name, addresses)
	}
	return name + ", a script that is not in the build context"
}

// interpreters run a file that they are given; package managers of Node run what package.json says.
const (
	interpreters = "python python2 python3 node perl ruby php pwsh Rscript lua tclsh bun deno"
	scriptHomes  = "npm yarn pnpm npx bun make gmake composer bundle rake just task"
)

// program judges a command that is neither apt's nor a shell's.
func (a *aptUse) program(p place, c model.Command, words, addresses []string) string {
	name := path.Base(words[0])
	switch {
	case has(interpreters, name) && len(words) > 1:
		return a.interpreted(p, c, words, addresses)
	case has(scriptHomes, name):
		for _, file := range []string{"package.json", "Makefile", "makefile", "GNUmakefile", "composer.json", "Rakefile", "justfile", "Taskfile.yml"} {
			if text, ok := a.m.ImageFile(p.stage, p.index, model.Resolve(c.Dir, file)); ok && marked(text) {
				return name + ", for " + file + " names apt"
			}
		}
		return ""
	case strings.Contains(words[0], "/"):
		at, folder := model.Resolve(c.Dir, words[0]), path.Base(path.Dir(words[0]))
		text, ok := a.m.ImageFile(p.stage, p.index, at)
		if !ok && has("bin sbin .bin", folder) || ok && model.IsShellScript(text) {
			return ""
		}
		return a.file(p, c, words[0], addresses)
	}
	return ""
}

// interpreted looks at the file that an interpreter is given. A text that is given by a flag is looked at as well.
func (a *aptUse) interpreted(p place, c model.Command, words, addresses []string) string {
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
		case ok, !strings.Contains(path.Base(w), "."), isQuietScript(path.Base(w)):
			return ""
		case len(addresses) > 0:
			return fetched(w, addresses)
		}
		return w + ", a program that is not in the build context"
	}
	return ""
}
