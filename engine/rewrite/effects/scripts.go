package effects

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/commandline"
	"lightship/engine/rewrite/model"
)

// wrapped reads a command that runs another one.
func (w *walk) wrapped(c model.Command) {
	switch at, known := c.Wrapped(); {
	case !known:
		w.unknown(c)
	case at > 0:
		w.inner(c, at)
	}
}

// inner reads the command whose name is an argument of another one. What xargs hands over can't be told.
func (w *walk) inner(c model.Command, from int) {
	inner := c
	inner.Args = slices.Clone(c.Args[from:])
	if commandline.Appends(c.Name()) {
		inner.Args = append(inner.Args, model.Word{})
	}
	w.depth++
	w.command(inner)
	w.depth--
}

// shell reads what a shell is given: a script as an argument, or a file of the build context.
func (w *walk) shell(c model.Command) {
	given, at := c.ToShell()
	read := false
	switch given {
	case commandline.Line:
		w.text(c, c.Arg(at))
		return
	case commandline.File:
		read = w.runScript(c, c.Arg(at), true) || w.fetched(c, c.Args[at])
	case commandline.Input:
		read = w.installer(c, "")
	}
	if !read {
		w.unknown(c)
	}
}

// fetched reads a script that a command before fetched to a file.
func (w *walk) fetched(c model.Command, file model.Word) bool {
	at, known := w.path(c, file)
	return known && w.installer(c, at)
}

// text reads a script that stands in an argument.
func (w *walk) text(c model.Command, text string) {
	script, err := model.ParseScript(text, c.Env, c.Dir)
	if text == "" || err != nil || !c.DirKnown || w.depth >= maxDepth {
		w.unknown(c)
		return
	}
	w.conditional = w.conditional || c.Conditional
	w.script(script)
}

func (w *walk) evaluate(c model.Command) {
	text := make([]string, 0, len(c.Args))
	for i := 1; i < len(c.Args); i++ {
		if !c.Args[i].Known {
			w.unknown(c)
			return
		}
		text = append(text, c.Arg(i))
	}
	w.text(c, strings.Join(text, " "))
}

// source reads a script into the shell. Those of virtual environments and of logins only set variables.
func (w *walk) source(c model.Command) {
	name := c.Arg(1)
	if path.Base(name) == "activate" || strings.HasPrefix(name, "/etc/profile") || strings.HasSuffix(name, "/.profile") ||
		strings.HasSuffix(name, ".bashrc") || name == "/etc/os-release" || strings.HasSuffix(name, "/.cargo/env") {
		return
	}
	if !w.runScript(c, name, true) {
		w.unknown(c)
	}
}

// shebang is the first line of a shell's script.
var shebang = regexp.MustCompile(`^#!\s*(?:\S*/)?(?:env\s+)?(?:sh|bash|ash|dash)\b`)

// runScript reads a script of the build context that a command runs by its path in the image. It is false when there is no such
// script. byShell says that a shell runs it, whatever its first line says.
func (w *walk) runScript(c model.Command, name string, byShell bool) bool {
	if name == "" || !c.DirKnown && !path.IsAbs(name) || w.depth >= maxDepth {
		return false
	}
	text, found := w.stage.Model().ImageFile(w.stage, w.instruction, model.Resolve(c.Dir, name))
	if !found || !byShell && !shebang.MatchString(text) {
		return false
	}
	script, err := model.ParseScript(strings.ReplaceAll(text, "\r\n", "\n"), c.Env, c.Dir)
	if err != nil {
		return false
	}
	outer := w.in
	w.conditional, w.in = w.conditional || c.Conditional, name
	w.script(script)
	w.in = outer
	return true
}

// runFromPath reads a script of the build context that a command runs by its name, from a folder of PATH.
func (w *walk) runFromPath(c model.Command) bool {
	for folder := range strings.SplitSeq(c.Env.Value("PATH"), ":") {
		if path.IsAbs(folder) && w.runScript(c, path.Join(folder, c.Name()), false) {
			return true
		}
	}
	return false
}
