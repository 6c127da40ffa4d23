package effects

import (
	"path"
	"slices"
	"strings"

	"lightship/engine/rewrite/model"
)

// words are the arguments of a command that are no flags. With are the flags that take the next argument as their value; what
// they are given is in values, by the flag. A value joined by "=" is there too.
func words(c model.Command, with ...string) (operands []model.Word, flags map[string]model.Word) {
	flags = map[string]model.Word{}
	for i := 1; i < len(c.Args); i++ {
		a := c.Args[i]
		switch {
		case a.Known && a.Text == "--":
			return append(operands, c.Args[i+1:]...), flags
		case !a.Known || !strings.HasPrefix(a.Text, "-") || a.Text == "-":
			operands = append(operands, a)
		case slices.Contains(with, a.Text):
			if i++; i < len(c.Args) {
				flags[a.Text] = c.Args[i]
			}
		default:
			name, value, _ := strings.Cut(a.Text, "=")
			flags[name] = model.Word{Text: value, Known: true, Raw: value}
		}
	}
	return operands, flags
}

// has says whether one of the flags is given; a short one may stand among others, as in -rf.
func has(flags map[string]model.Word, names ...string) bool {
	for flag := range flags {
		for _, n := range names {
			short := len(n) == 2 && !strings.HasPrefix(flag, "--") && strings.Contains(flag[1:], n[1:])
			if flag == n || short {
				return true
			}
		}
	}
	return false
}

// each notes the same effect of each operand.
func (w *walk) each(c model.Command, e Effect, operands []model.Word) {
	for _, o := range operands {
		e.Subject, e.Known = w.path(c, o)
		w.of(c, e)
	}
}

func (w *walk) mkdir(c model.Command) {
	operands, _ := words(c, "-m", "--mode")
	w.each(c, Effect{Kind: Makes}, operands)
}

func (w *walk) touch(c model.Command) {
	operands, _ := words(c, "-d", "-t", "-r", "-s", "--date", "--reference", "--size")
	w.each(c, Effect{Kind: Writes, Adds: true}, operands)
}

func (w *walk) tee(c model.Command) {
	operands, flags := words(c)
	operands = slices.DeleteFunc(operands, func(o model.Word) bool { return strings.HasPrefix(o.Text, "/dev/") })
	w.each(c, Effect{Kind: Writes, Adds: has(flags, "-a", "--append")}, operands)
}

// sed edits files when it is told to do so in place.
func (w *walk) sed(c model.Command) {
	operands, flags := words(c, "-e", "--expression", "-f", "--file")
	if !has(flags, "-i", "--in-place") {
		return
	}
	if _, scripted := flags["-e"]; !scripted && flags["-f"].Raw == "" && len(operands) > 0 {
		operands = operands[1:]
	}
	w.each(c, Effect{Kind: Writes, Adds: true}, operands)
}

func (w *walk) rm(c model.Command) {
	operands, _ := words(c)
	w.each(c, Effect{Kind: Removes}, operands)
}

func (w *walk) chmod(c model.Command) {
	var operands []model.Word
	for _, o := range c.Args[1:] {
		// A mode such as -x looks like a flag and is the first operand.
		if !o.Known || !strings.HasPrefix(o.Text, "-") || len(operands) == 0 && strings.Trim(o.Text, "-rwxX") == "" && o.Text != "-R" {
			operands = append(operands, o)
		}
	}
	if len(operands) > 0 {
		w.each(c, Effect{Kind: Permits}, operands[1:])
	}
}

func (w *walk) chown(c model.Command) {
	operands, flags := words(c)
	if len(operands) == 0 {
		return
	}
	owner := operands[0].Text
	if !operands[0].Known {
		owner = "?"
	}
	if c.Name() == "chgrp" {
		owner = ":" + owner
	}
	w.each(c, Effect{Kind: Owns, Owner: owner, Deep: has(flags, "-R", "--recursive")}, operands[1:])
}

func (w *walk) cp(c model.Command) { w.transfer(c, Copies) }
func (w *walk) mv(c model.Command) { w.transfer(c, Moves) }

// transfer reads a cp, mv or install: what comes to which place.
func (w *walk) transfer(c model.Command, kind Kind) {
	operands, flags := words(c, "-t", "--target-directory", "-S", "--suffix", "-m", "--mode", "-o", "--owner", "-g", "--group")
	to, told := flags["-t"]
	if !told {
		to, told = flags["--target-directory"]
	}
	folder := told
	if !told {
		if len(operands) < 2 {
			w.unknown(c)
			return
		}
		to, operands = operands[len(operands)-1], operands[:len(operands)-1]
		folder = len(operands) > 1 || strings.HasSuffix(to.Text, "/") || strings.HasSuffix(to.Text, "/.")
	}
	dest, known := w.path(c, to)
	folder = (folder || w.isFolder(dest)) && !has(flags, "-T", "--no-target-directory")
	for _, o := range operands {
		from, fromKnown := w.path(c, o)
		e := Effect{Kind: kind, Subject: dest, Known: known, From: from}
		base := path.Base(from)
		switch {
		case !folder:
		case !fromKnown || strings.HasSuffix(o.Text, "/.") || base == "/":
			e.Below = true
		default:
			e.Subject = path.Join(dest, base)
		}
		w.of(c, e)
	}
}

func (w *walk) install(c model.Command) {
	operands, flags := words(c, "-t", "-m", "--mode", "-o", "--owner", "-g", "--group", "-S")
	if has(flags, "-d", "--directory") {
		w.each(c, Effect{Kind: Makes, Owner: flags["-o"].Text}, operands)
		return
	}
	w.transfer(c, Copies)
}

func (w *walk) ln(c model.Command) {
	operands, flags := words(c, "-t", "-S")
	into, told := flags["-t"]
	switch {
	case told:
	case len(operands) == 1:
		into, told = model.Word{Text: ".", Known: true, Raw: "."}, true
	case len(operands) < 2:
		w.unknown(c)
		return
	default:
		into, operands = operands[len(operands)-1], operands[:len(operands)-1]
	}
	dest, known := w.path(c, into)
	folder := told || len(operands) > 1 || strings.HasSuffix(into.Text, "/") || w.isFolder(dest) && !has(flags, "-n", "-T")
	for _, o := range operands {
		e := Effect{Kind: Links, Subject: dest, Known: known && o.Known && !isGlob(o), From: o.Text}
		if folder {
			e.Subject = path.Join(dest, path.Base(o.Text))
		}
		w.of(c, e)
	}
}

// find changes files when it deletes them or hands them to a command.
func (w *walk) find(c model.Command) {
	var roots []model.Word
	for _, a := range c.Args[1:] {
		if a.Known && (strings.HasPrefix(a.Text, "-") || a.Text == "(" || a.Text == "!") {
			break
		}
		roots = append(roots, a)
	}
	for i, a := range c.Args {
		switch a.Text {
		case "-delete":
			w.below(c, Removes, roots)
		case "-fprint", "-fprintf", "-fls":
			w.unknown(c)
		case "-exec", "-execdir", "-ok":
			kind, told := map[string]Kind{"rm": Removes, "chmod": Permits, "chown": Owns, "touch": Writes, "sed": Writes}[path.Base(c.Arg(i+1))]
			switch {
			case told:
				w.below(c, kind, roots)
			case !IsHarmless(c.Arg(i + 1)):
				w.unknown(c)
			}
		}
	}
}

// below notes what is done to some of the files below folders.
func (w *walk) below(c model.Command, kind Kind, roots []model.Word) {
	for _, r := range roots {
		p, known := w.path(c, r)
		w.of(c, Effect{Kind: kind, Subject: p, Known: known, Below: true})
	}
}

// unpack reads what takes archives apart: into a folder that a flag names, else where it runs.
func (w *walk) unpack(c model.Command) {
	into := model.Word{Text: c.Dir, Known: c.DirKnown, Raw: c.Dir}
	for i := 1; i < len(c.Args)-1; i++ {
		if slices.Contains([]string{"-C", "-d", "--directory"}, c.Arg(i)) {
			into = c.Args[i+1]
		}
	}
	p, known := w.path(c, into)
	w.of(c, Effect{Kind: Writes, Subject: p, Known: known, Below: true})
}

// isFolder says whether a path is known to be a folder: the system's, a working directory, or one that was made before.
func (w *walk) isFolder(p string) bool {
	if IsSystemFolder(p) || slices.Contains(w.stage.Dirs[:w.instruction+1], p) {
		return true
	}
	return slices.ContainsFunc(w.out, func(e Effect) bool {
		return e.Kind == Makes && Inside(e.Subject, p) || e.Kind == Copies && e.Below && e.Subject == p
	})
}
