package interpreted

import (
	"path"
	"slices"

	"lightship/engine/commandline"
	"lightship/engine/rewrite/pattern"
)

// CutInit splits an init program off a start command: init are its words up to the command that it starts, which is rest. init is
// empty where the image starts no such program. standing says that the stage is one that ships already, so that its init program is
// there; in any other a RUN must install it. problem is why rest can't be told, empty when it can.
func (l *Leaves) CutInit(argv []string, standing bool) (init, rest []string, problem string) {
	if !commandline.IsInit(argv[0]) {
		return nil, argv, ""
	}
	name := path.Base(argv[0])
	if !standing && !slices.Contains(l.Packages, name) && !l.fetches(argv[0]) {
		return nil, nil, "the image starts " + name + ", and no RUN installs its package"
	}
	return BehindInit(argv)
}

// fetches says whether the stage that was looked at fetches a known program that a word starts.
func (l *Leaves) fetches(word string) bool {
	return l.Stage != nil && pattern.Fetches(l.Stage, l.Stage.Dir, word) != ""
}

// BehindInit splits the words of an init program off a command line that starts with it, as CutInit does.
func BehindInit(argv []string) (init, rest []string, problem string) {
	if at, _ := commandline.Wrapped(argv); at > 0 {
		return argv[:at], argv[at:], ""
	}
	return argv, nil, "it is not known which program " + path.Base(argv[0]) + " starts"
}
