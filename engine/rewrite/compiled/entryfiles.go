package compiled

import (
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"mvdan.cc/sh/v3/syntax"

	"lightship/engine/commandline"
	"lightship/engine/evidence"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern/interpreted"
)

// reads are the files that the scripts which the image starts may read.
func (e *entry) reads() evidence.List {
	var out evidence.List
	for _, text := range e.script.Texts {
		for _, c := range text.Commands {
			out = append(out, e.readBy(text.Name, c)...)
		}
		out = append(out, e.readByShell(text)...)
	}
	return slices.DeleteFunc(out, func(r evidence.Evidence) bool { return r.Known && e.isThere(r.Subject) })
}

// isThere says whether a folder is there in the final image too without being copied: a volume, or the home of a user that is made again.
func (e *entry) isThere(dir string) bool {
	for _, ins := range e.build.Instructions {
		if c, is := ins.Command.(*instructions.VolumeCommand); is && slices.Contains(c.Volumes, dir) {
			return true
		}
	}
	return len(e.users) > 0 && slices.ContainsFunc(effects.Of(e.build.Stage), func(o effects.Effect) bool {
		return o.Kind == effects.AddsUser && o.Home == dir
	})
}

// readBy are the files that a command of a script may read: its words that are paths.
func (e *entry) readBy(script string, c model.Command) evidence.List {
	var out evidence.List
	name := c.Name()
	for i := 1; i < len(c.Args); i++ {
		w := c.Args[i]
		tests := (name == "test" || name == "[") && isFileTest(c.Arg(i-1))
		switch {
		case slices.Contains(readsNoFile, name) && !tests, saysWhose(c, i), w.Known && startsOther(name) && !strings.ContainsAny(w.Text, "/."):
		case !w.Known && isOfStart(w.Raw):
		case !w.Known:
			out = append(out, readIn(script, ""))
		case name == "cd" && effects.Inside(e.placeOfOwn(), model.Resolve(c.Dir, w.Text)):
		default:
			out = append(out, e.filesOf(script, c, w.Text)...)
		}
	}
	return out
}

// placeOfOwn is where the program of the image stands, the root when that is not known.
func (e *entry) placeOfOwn() string {
	if e.own == nil {
		return "/"
	}
	return e.own.at
}

// readsNoFile are commands whose words are no files, whatever they look like.
var readsNoFile = []string{
	"echo", "printf", "test", "[", "set", "shift", "exit", "return", "sleep", "kill", "wait", "trap", "ulimit", "umask", "unset", "read", "true",
	"false", ":", "id", "date", "hostname", "seq", "expr", "nc", "pg_isready", "curl", "wget",
}

// startsOther says whether a command starts another one, whose name and user are no files.
func startsOther(name string) bool {
	return name == "exec" || name == "command" || commandline.IsInit(name) || commandline.ChangesUser(name)
}

// saysWhose says whether a word of chown or chmod is the owner or mode, which stands before the files.
func saysWhose(c model.Command, i int) bool {
	return slices.Contains([]string{"chown", "chgrp", "chmod"}, c.Name()) && !strings.HasPrefix(c.Arg(i), "-") &&
		!slices.ContainsFunc(c.Args[1:i], func(w model.Word) bool { return !strings.HasPrefix(w.Text, "-") })
}

// filesOf are the files that a word of a command may name.
func (e *entry) filesOf(script string, c model.Command, word string) evidence.List {
	if flag, value, told := strings.Cut(word, "="); told && !strings.Contains(flag, "/") {
		word = value
	}
	isFile := word != "" && !strings.HasPrefix(word, "-") && !strings.Contains(word, ":") && !strings.ContainsAny(word, " \n")
	switch {
	case !isFile || e.build.everStood(model.Resolve(c.Dir, word)):
		return nil
	case path.IsAbs(word):
		return evidence.List{readIn(script, path.Clean(word))}
	case !c.DirKnown:
		return evidence.List{readIn(script, "")}
	}
	return evidence.List{readIn(script, model.Resolve(c.Dir, word))}
}

// readIn is the evidence that a script reads a file, or one whose name can't be told.
func readIn(script, name string) evidence.Evidence {
	return evidence.Evidence{Kind: evidence.Reads, Subject: name, Known: name != "", Source: evidence.Sources, By: "the start command", File: script}
}

// isFileTest says whether an operator of test asks for a file.
func isFileTest(operator string) bool {
	return slices.Contains([]string{"-f", "-e", "-d", "-r", "-s", "-x", "-L", "-h"}, operator)
}

// isOfStart says whether a word stands for words that the script is started with, or is the status or number of a process.
func isOfStart(raw string) bool {
	raw = strings.Trim(raw, `"`)
	return slices.Contains([]string{"$@", "$*", "$#", "$?", "$$", "$!"}, raw) || strings.HasPrefix(raw, "${1") || strings.HasPrefix(raw, "$1")
}

// readByShell are the files that the shell itself opens for a script, or looks for.
func (e *entry) readByShell(text interpreted.Text) evidence.List {
	var out evidence.List
	note := func(w *syntax.Word) {
		name := ""
		if w != nil {
			name = w.Lit()
		}
		if name != "" {
			name = model.Resolve(e.build.Dir, name)
		}
		out = append(out, readIn(text.Name, name))
	}
	syntax.Walk(text.Tree, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Redirect:
			if n.Op == syntax.RdrIn {
				note(n.Word)
			}
		case *syntax.UnaryTest:
			if w, is := n.X.(*syntax.Word); is && isFileTest(n.Op.String()) {
				note(w)
			}
		}
		return true
	})
	return out
}
