package compiled

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/commandline"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/pattern/interpreted"
)

// entry is how an image comes to start a program that a stage builds: by itself, or through an init program, a program that changes
// the user, or a script of the project's own.
type entry struct {
	build  *Build
	script interpreted.Entry

	// own is the program that the image starts, nil when that is none that the build is known to leave.
	own *call
	// calls are all built programs that are started, by the image itself and from outside, in the order they are.
	calls []call
	// scripts are where scripts stand that are started; words are what starts them, as it is written.
	scripts, words []string
	// through says that the image starts its program by one of the words.
	through bool
	// changesUser says that the program is started as another user, users are those that not every base has, by their names.
	changesUser bool
	users       []string
	// problem is why what is started can't be told, empty when it can or when it is started by itself; next is what to do about it. doubt is
	// what of a script that starts a built program is not known.
	problem, next, doubt string
}

// call is the start of a built program: where that stands, the word that calls it, and the words behind it.
type call struct {
	at, word string
	args     []string
}

// entry reads what the image starts, by itself and from outside.
func (b *Build) entry() *entry {
	if b.started != nil {
		return b.started
	}
	e := &entry{build: b}
	b.started = e
	e.script = interpreted.Entry{Stage: b.Stage, Program: e.read, Own: e.isOwn, Further: true}
	if len(b.Start.Argv) == 0 || b.Start.Unclear != "" {
		return e
	}
	e.problem = e.follow(b.Start.Argv, b.Dir)
	e.through = len(e.words) > 0
	if len(e.calls) > 0 {
		e.own = &e.calls[len(e.calls)-1]
	}
	for _, st := range b.Replaced() {
		e.outside(st)
	}
	if e.problem == "" {
		e.problem = e.lost()
	}
	return e
}

// outside follows what a service or container starts in the place of the image's own command, where that is through a script or an
// init program.
func (e *entry) outside(st model.Started) {
	if e.problem != "" || st.Unclear != "" || len(st.Argv) == 0 || !e.isThrough(st.Dir, st.Argv[0]) {
		return
	}
	if why := e.follow(st.Argv, st.Dir); why != "" {
		e.problem = st.Who() + ": " + why
	}
}

// lost says which program would not be found by the word that calls it, empty when each is: one that is called by its name stands in a
// folder that every image looks in, but for the one that is put there.
func (e *entry) lost() string {
	for _, c := range e.calls {
		named := !strings.Contains(c.word, "/") && !slices.Contains(interpreted.ProgramFolders, path.Dir(c.at))
		for _, o := range e.calls {
			if named && (c.at != e.own.at || o.at == c.at && o.word != c.word) {
				return c.word + " is started by its name, and it stands in " + path.Dir(c.at) + ", where the final image would not look for it"
			}
		}
	}
	return ""
}

// isThrough says whether a word starts what only starts another program.
func (e *entry) isThrough(dir, word string) bool {
	return commandline.IsInit(word) || commandline.ChangesUser(word) || interpreted.ByShell([]string{word, "x"}) != nil || e.scriptAt(dir, word) != ""
}

// follow follows the words of a command line from a folder to the program. It returns why that can't be told; empty when it can, or
// when they start a program that is none of the build's.
func (e *entry) follow(argv []string, dir string) string {
	switch {
	case len(argv) == 0 || argv[0] == "":
		return "which program is started can't be told"
	case e.build.FindFrom(dir, argv[0]) != "":
		e.calls = append(e.calls, call{e.build.FindFrom(dir, argv[0]), argv[0], argv[1:]})
		return ""
	case commandline.IsInit(argv[0]):
		_, rest, why := interpreted.BehindInit(argv)
		return e.behind(argv[0], rest, dir, why)
	case commandline.ChangesUser(argv[0]) && len(argv) > 2:
		e.changesUser = true
		name, _, _ := strings.Cut(argv[1], ":")
		if !model.IsRoot(name) && !model.IsNumeric(name) && !model.IsPortable(name) && !slices.Contains(e.users, name) {
			e.users = append(e.users, name)
		}
		return e.behind(argv[0], argv[2:], dir, "")
	}
	if behind := interpreted.ByShell(argv); behind != nil {
		word := behind[0]
		if !strings.Contains(word, "/") {
			word = "./" + word
		}
		e.script.HandedTo(argv[0], behind[0])
		e.words = append(e.words, behind[0])
		return e.runs(e.scriptAt(dir, word), argv[0], behind)
	}
	return e.runs(e.scriptAt(dir, argv[0]), argv[0], argv)
}

// behind follows the words behind a program that starts them, where a RUN installs it.
func (e *entry) behind(program string, rest []string, dir, why string) string {
	e.words = append(e.words, program)
	name := path.Base(program)
	switch {
	case why != "":
		return why
	case !e.build.brings(name) && !e.build.fetches(dir, program):
		e.next = "install " + name + " in a RUN from the distribution's own packages"
		if commandline.IsInit(name) {
			e.next += ", or leave it out and start containers with --init"
		}
		return "the image starts " + name + ", and no RUN installs its package"
	}
	started := len(e.calls)
	if why := e.follow(rest, dir); why != "" {
		return why
	}
	if len(e.calls) == started {
		return "the image starts " + name + ", which starts " + rest[0] + ", and that is no program that the build is known to leave"
	}
	return ""
}

// brings says whether a RUN installs a package and leaves it there.
func (b *Build) brings(name string) bool {
	return slices.ContainsFunc(effects.Of(b.Stage), func(e effects.Effect) bool {
		return e.OfSystem() && e.Known && e.Subject == name && !e.Conditional && !pattern.Uninstalled(b.Stage, e)
	})
}

// fetches says whether the stage fetches a known program where it is carried from: outside of the folder that it builds in.
func (b *Build) fetches(dir, word string) bool {
	at := pattern.Fetches(b.Stage, dir, word)
	return at != "" && (b.Dir == "/" || !effects.Inside(at, b.Dir))
}

// runs reads the script at a place of the image, which a word starts with words; nothing is there for an empty place.
func (e *entry) runs(at, word string, argv []string) string {
	if at == "" {
		return ""
	}
	text, _ := e.build.Model().ImageFile(e.build.Stage, len(e.build.Instructions), at)
	e.words = append(e.words, word)
	if !slices.Contains(e.scripts, at) {
		e.scripts = append(e.scripts, at)
	}
	started := len(e.calls)
	e.script.Read(text, argv)
	if e.script.Untold && len(e.calls) > started {
		e.doubt = cmp.Or(e.doubt, e.script.Problem)
		e.script.Problem, e.script.Untold = "", false
	}
	if e.script.Problem != "" {
		return e.script.Problem
	}
	for _, sourced := range e.script.Sourced {
		if !slices.Contains(e.scripts, sourced) {
			e.scripts = append(e.scripts, sourced)
		}
	}
	if len(e.calls) == started {
		return "the image starts " + path.Base(at) + ", which is not seen to start a program that the build leaves"
	}
	return ""
}

// scriptAt is where the script of the build context stands that a word starts from a folder, empty when it starts none.
func (e *entry) scriptAt(dir, word string) string {
	places := []string{model.Resolve(dir, word)}
	if !strings.Contains(word, "/") {
		places = nil
		for _, folder := range interpreted.ProgramFolders {
			places = append(places, path.Join(folder, word))
		}
	}
	for _, at := range places {
		if text, ok := e.build.Model().ImageFile(e.build.Stage, len(e.build.Instructions), at); ok && model.IsShellScript(text) {
			return at
		}
	}
	return ""
}

// isOwn says whether a script means a program by a name that the build leaves, or one that starts another.
func (e *entry) isOwn(name string) bool {
	return commandline.IsInit(name) || commandline.ChangesUser(name) || slices.ContainsFunc(e.build.Outputs, func(o Output) bool {
		return slices.ContainsFunc(o.Paths, func(p string) bool { return path.Base(p) == name })
	})
}

// read follows a command of a script. It returns why that can't be told.
func (e *entry) read(argv []string) string {
	dir := e.script.Reading.Dir
	if strings.Contains(argv[0], "/") && !path.IsAbs(argv[0]) && !e.script.Reading.DirKnown {
		return "the image starts " + e.script.Script + ", which starts " + argv[0] + " in a folder that can't be told"
	}
	started := len(e.calls)
	why := e.follow(argv, dir)
	if why == "" && len(e.calls) == started {
		e.next = "install the package of " + argv[0] + " in a RUN by a name that the distribution has, or start the program without the script"
		why = "the image starts " + e.script.Script + ", which starts " + argv[0] + ", and what that needs is not known"
	}
	return why
}

// into notes what the start command needs in the final image beside the program. It returns why that can't be had; empty when it can.
func (e *entry) into(sp *pattern.Split) string {
	if e.problem != "" {
		return e.problem
	}
	if e.through {
		sp.Called = e.own.word
	}
	sp.Scripts = e.words
	for _, c := range e.calls {
		if c.at != sp.Program && !slices.Contains(sp.Others, c.at) {
			sp.Others = append(sp.Others, c.at)
		}
	}
	if why := e.asUser(sp); why != "" || len(e.scripts) == 0 {
		return why
	}
	name := path.Base(e.scripts[0])
	sp.Outside.Shell, sp.Outside.Commands = name, cmp.Or(sp.Outside.Commands, e.commands())
	if e.script.Changes && sp.Root == "" {
		sp.Root = name + " changes files before it starts the program"
	}
	return sp.Outside.FromSources(e.script.Tools, e.build.Brings)
}

// asUser notes what it takes to start the program as another user. It returns why that can't be had; empty when it can.
func (e *entry) asUser(sp *pattern.Split) string {
	if !e.changesUser {
		return ""
	}
	builder := bases.Describe(e.build.Base)
	sp.Root = "What starts the program changes the user for it"
	sp.Outside.Commands = builder.Commands()
	if sp.Outside.Commands == "" {
		return "which users " + e.build.Base + " has is not known, and the program is started as another one than root"
	}
	return e.build.Left.NotRemade(builder)
}

// commands is whose basic commands the scripts are written for; empty where those of each image do. What was written on Alpine may use
// what the shell of Debian does not know, and busybox knows few long options.
func (e *entry) commands() string {
	own := bases.Describe(e.build.Base).Commands()
	if own == "busybox" {
		return own
	}
	for _, text := range e.script.Texts {
		for _, c := range text.Commands {
			differs := slices.Contains(differing, c.Name())
			for i := 1; i < len(c.Args); i++ {
				long := len(c.Arg(i)) > 2 && strings.HasPrefix(c.Arg(i), "--")
				if bases.Common(c.Name()) && (long || differs) || c.Name() == "ps" {
					return own
				}
			}
		}
	}
	return ""
}

// differing are basic commands whose options differ between GNU's and busybox's.
var differing = []string{"find", "date", "awk", "tar", "stat", "sort", "grep", "egrep", "ls", "df", "du", "split", "xargs", "timeout", "env"}
