package effects

import (
	"path"
	"slices"
	"strings"

	"lightship/engine/rewrite/model"
)

// packages reads a run of the system's package manager.
func (w *walk) packages(c model.Command) {
	manager := map[string]string{"apt-get": "apt", "aptitude": "apt"}[c.Name()]
	if manager == "" {
		manager = c.Name()
	}
	operands, _ := words(c, "-t", "--virtual", "-o", "-X", "--repository", "-p", "--root")
	if len(operands) == 0 {
		return
	}
	kind := Installs
	switch operands[0].Text {
	case "install", "add", "-S":
	case "remove", "purge", "autoremove", "del", "erase":
		kind = Uninstalls
	case "source", "build-dep", "fix", "groupinstall", "group", "module":
		w.unknown(c)
		return
	default:
		if operands[0].Known {
			return // update, upgrade, clean: packages that are there stay.
		}
	}
	for _, o := range operands[1:] {
		name, _, _ := strings.Cut(o.Text, "=")
		if manager == "apt" {
			name, _, _ = strings.Cut(name, ":")
		}
		w.of(c, Effect{Kind: kind, Subject: name, Known: o.Known && !isGlob(o), Manager: manager})
	}
}

// dpkg installs package files, or only asks.
func (w *walk) dpkg(c model.Command) {
	operands, flags := words(c)
	switch {
	case has(flags, "-i", "--install", "--unpack"):
		for _, o := range operands {
			w.of(c, Effect{Kind: Installs, Subject: path.Base(o.Text), Manager: "dpkg"})
		}
	case has(flags, "-r", "-P", "--remove", "--purge", "--configure", "--add-architecture", "--force-all"):
		if !has(flags, "--add-architecture") {
			w.unknown(c)
		}
	}
}

// languagePackages reads a run of a language's package manager: what it installs for the whole image, and its own settings. The
// languages know their own better, and read it themselves.
func (w *walk) languagePackages(c model.Command) {
	operands, _ := words(c)
	if len(operands) == 0 {
		return
	}
	switch operands[0].Text {
	case "config", "set", "cache", "version", "enable", "disable", "list", "show", "check", "freeze", "view":
		w.of(c, Effect{Kind: Configures, Subject: c.Name(), Known: true})
	case "install", "i", "add":
		for _, o := range operands[1:] {
			w.of(c, Effect{Kind: Installs, Subject: o.Text, Known: o.Known, Manager: c.Name()})
		}
		if len(operands) == 1 {
			w.unknown(c)
		}
	default:
		w.unknown(c)
	}
}

// reconfigure knows the settings of time zones: the link and the name that tzdata writes.
func (w *walk) reconfigure(c model.Command) {
	operands, _ := words(c, "-f", "--frontend", "-p", "--priority")
	for _, o := range operands {
		if o.Text != "tzdata" {
			w.unknown(c)
			return
		}
	}
	w.of(c, Effect{Kind: Writes, Subject: "/etc/localtime", Known: true, Adds: true})
	w.of(c, Effect{Kind: Writes, Subject: "/etc/timezone", Known: true, Adds: true})
}

// userFlags are the flags of useradd, adduser, groupadd and addgroup that take a value.
// Source: useradd(8), adduser(8), groupadd(8), and the applets of busybox.
func userFlags() []string {
	return []string{
		"-u", "--uid", "-g", "--gid", "-G", "--groups", "-d", "--home-dir", "--home", "-h", "-s", "--shell", "-c", "--comment", "--gecos", "-p",
		"--password", "-k", "--skel", "-K", "--ingroup", "-b", "--base-dir", "-e", "-f", "-l", "--firstuid", "--firstgid", "--lastuid",
	}
}

func (w *walk) addUser(c model.Command) {
	operands, flags := words(c, userFlags()...)
	isGroup := has(flags, "--group") && c.Name() == "adduser" && !has(flags, "--system")
	switch {
	case len(operands) == 0 || !operands[0].Known:
		w.of(c, Effect{Kind: AddsUser})
		return
	case c.Name() == "adduser" && len(operands) == 2:
		w.of(c, Effect{Kind: ChangesUser, Subject: operands[0].Text, Known: true})
		return
	case isGroup:
		w.of(c, Effect{Kind: AddsGroup, Subject: operands[0].Text, Known: true})
		return
	}
	group := named(flags, "-g", "--gid", "--ingroup")
	if c.Name() == "adduser" && has(flags, "-D", "-H", "-S") { // That of busybox.
		group = named(flags, "-G")
	}
	w.of(c, Effect{
		Kind: AddsUser, Subject: operands[0].Text, Known: true, Home: home(c, operands[0].Text, flags), ID: named(flags, "-u", "--uid"), Group: group,
	})
}

// named is the value of the first of the flags that is given as it is: one of a variable may be another in the next build.
func named(flags map[string]model.Word, names ...string) string {
	for _, name := range names {
		if at := flags[name]; at.Known && at.Text != "" && !strings.Contains(at.Raw, "$") {
			return at.Text
		}
	}
	return ""
}

// home is the folder that is made for a new user, empty when none is.
func home(c model.Command, name string, flags map[string]model.Word) string {
	busybox := has(flags, "-D", "-H") && c.Name() == "adduser"
	switch {
	case c.Name() == "useradd" && !has(flags, "-m", "--create-home"):
		return ""
	case has(flags, "--no-create-home", "-M") || busybox && has(flags, "-H") || has(flags, "--system", "-r", "-S"):
		return ""
	}
	for _, flag := range []string{"-d", "--home-dir", "--home", "-h"} {
		if at, told := flags[flag]; told {
			return at.Text
		}
	}
	return "/home/" + name
}

func (w *walk) addGroup(c model.Command) {
	operands, flags := words(c, userFlags()...)
	switch {
	case len(operands) == 0 || !operands[len(operands)-1].Known:
		w.of(c, Effect{Kind: AddsGroup})
	case len(operands) == 2:
		w.of(c, Effect{Kind: ChangesUser, Subject: operands[0].Text, Known: operands[0].Known})
	default:
		w.of(c, Effect{Kind: AddsGroup, Subject: operands[0].Text, Known: true, ID: named(flags, "-g", "--gid")})
	}
}

func (w *walk) changeUser(c model.Command) {
	operands, _ := words(c, append(userFlags(), "-a", "-n", "-U", "-L")...)
	if len(operands) == 0 {
		w.unknown(c)
		return
	}
	last := operands[len(operands)-1]
	w.of(c, Effect{Kind: ChangesUser, Subject: last.Text, Known: last.Known})
}

// download reads a run of curl or wget: where what it fetches is put.
func (w *walk) download(c model.Command) {
	e := Effect{Kind: Downloads}
	var out model.Word
	named := c.Name() == "wget"
	for i := 1; i < len(c.Args); i++ {
		if word, told := outputAt(c, i); told {
			out = word
		}
		named = named || c.Arg(i) == "--remote-name" || isShort(c.Arg(i)) && strings.Contains(c.Arg(i), "O")
		if strings.Contains(c.Args[i].Raw, "://") {
			e.From = c.Args[i].Text
		}
	}
	switch {
	case out.Text == "-" || out.Raw == "" && !named:
		e.Known = true // To a pipe, or to a redirection, which is an effect of its own.
	case out.Raw != "":
		e.Subject, e.Known = w.path(c, out)
	default:
		e.Subject, e.Known, e.Below = c.Dir, c.DirKnown, true
	}
	w.of(c, e)
}

// isShort says whether an argument is one or more flags of a letter.
func isShort(a string) bool { return strings.HasPrefix(a, "-") && !strings.HasPrefix(a, "--") }

// outputAt is the file that an argument of curl or wget names as the one to write; told is false for another argument.
func outputAt(c model.Command, i int) (file model.Word, told bool) {
	long, letter := "--output", "o"
	if c.Name() == "wget" {
		long, letter = "--output-document", "O"
	}
	name, value, joined := strings.Cut(c.Arg(i), "=")
	if isShort(c.Arg(i)) {
		_, value, told = strings.Cut(c.Arg(i), letter)
		joined = value != ""
	}
	switch {
	case name != long && !told:
		return model.Word{}, false
	case joined:
		return model.Word{Text: value, Known: true, Raw: value}, true
	case i+1 < len(c.Args):
		return c.Args[i+1], true
	}
	return model.Word{}, false
}

// git knows settings, questions and clones; anything else changes the folder that it runs in.
func (w *walk) git(c model.Command) {
	operands, _ := words(c, "-C", "-c", "-b", "--branch", "--depth", "--reference", "-o")
	if len(operands) == 0 {
		return
	}
	switch verb := operands[0].Text; {
	case verb == "config":
		w.of(c, Effect{Kind: Configures, Subject: "git", Known: true})
	case slices.Contains([]string{"rev-parse", "describe", "log", "status", "diff", "show", "version", "ls-files", "ls-remote", "tag", "branch"}, verb):
	case verb == "clone" && len(operands) == 2 && operands[1].Known:
		w.of(c, Effect{Kind: Downloads, Subject: model.Resolve(c.Dir, strings.TrimSuffix(path.Base(operands[1].Text), ".git")), Known: c.DirKnown, From: operands[1].Text})
	case verb == "clone" && len(operands) > 2:
		p, known := w.path(c, operands[2])
		w.of(c, Effect{Kind: Downloads, Subject: p, Known: known, From: operands[1].Text})
	default:
		w.unknown(c)
	}
}

func (w *walk) serve(c model.Command) {
	operands, _ := words(c)
	e := Effect{Kind: Serves}
	if len(operands) > 0 {
		last := operands[len(operands)-1]
		e.Subject, e.Known = last.Text, last.Known
	}
	w.of(c, e)
}
