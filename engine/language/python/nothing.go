package python

import (
	"path"
	"slices"
	"strings"

	"lightship/engine/rewrite/model"
)

// mayInstallNothing says whether the RUNs may install nothing, so that pip makes no folder for it: all that they ask for stands in requirement
// files without a line, or under conditions, or is a tool that only installing needs.
func (r *reading) mayInstallNothing() bool {
	g := r.build
	for _, i := range g.Runs() {
		if slices.ContainsFunc(g.commands[i], func(c command) bool { return c.kind == installs && r.surelyAsks(i, c) }) {
			return false
		}
	}
	return true
}

// surelyAsks says whether a command of a RUN installs something in any case, or what can't be told.
func (r *reading) surelyAsks(i int, c command) bool {
	begin := c.namesFrom()
	if begin == 0 {
		return true
	}
	for n := begin; n < len(c.Args); n++ {
		w, before := c.Args[n], c.Arg(n-1)
		file, isFile := requirementFile(w.Text)
		switch {
		case !w.Known, w.Text == "-e", strings.HasPrefix(w.Text, "--editable"):
			return true
		case before == "-r" || before == "--requirement":
			file, isFile = w.Text, true
		case strings.HasPrefix(w.Text, "-"), strings.Contains(valueFlags, " "+before+" "):
		case asks(w.Text):
			return true
		}
		if isFile && r.fileAsks(i, model.Resolve(c.Dir, file), nil) {
			return true
		}
	}
	return false
}

// requirementFile is the file that a word names which is its option as well.
func requirementFile(word string) (file string, is bool) {
	if file, is = strings.CutPrefix(word, "--requirement="); is {
		return file, true
	}
	file, is = strings.CutPrefix(word, "-r")
	return file, is && file != ""
}

// fileAsks says whether a requirement file of the image asks for something in any case; seen are those that led to it.
func (r *reading) fileAsks(i int, at string, seen []string) bool {
	text, ok := r.ImageFile(r.build.Stage, i, at)
	if !ok || slices.Contains(seen, at) {
		return !ok
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(withoutComment(strings.TrimSpace(line)))
		option := requirementOption.FindStringSubmatch(line)
		switch {
		case line == "":
		case option == nil:
			if asks(line) {
				return true
			}
		case option[1] == "-e" || option[1] == "--editable":
			return true
		case option[1] == "-r" || option[1] == "--requirement":
			if r.fileAsks(i, model.Resolve(path.Dir(at), strings.TrimSpace(option[2])), append(seen, at)) {
				return true
			}
		}
	}
	return false
}

// asks says whether a requirement is one of something that is no tool for installing, under no condition.
func asks(requirement string) bool {
	return !strings.Contains(requirement, ";") && !isTool(requirement)
}
