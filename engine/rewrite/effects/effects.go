// Package effects says what the instructions of a stage do, in one walk over it: the programs they run, the files and folders
// they write, make, copy, link and remove, the packages, users and downloads they bring, the variables they set. What can't be
// told is an effect of its own, Unknown. The rules and the languages ask it, so that all of them know the same.
package effects

import (
	"slices"
	"sort"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/rewrite/model"
)

// Kind is what an effect is.
type Kind int

// The kinds of effects. Subject is what each says.
const (
	// Unknown is a command that may do anything: its name, empty when not even that can be told.
	Unknown Kind = iota
	// Runs is a program that is started, by its name.
	Runs
	// Writes is a file that is written, edited or unpacked.
	Writes
	// Makes is a folder that is made.
	Makes
	// Copies and Moves bring a file or folder from From to their subject.
	Copies
	Moves
	// Links makes a link at its subject to From.
	Links
	// Removes takes a file or folder away.
	Removes
	// Permits changes the mode of its subject, Owns gives it to Owner.
	Permits
	Owns
	// Installs and Uninstalls are of a package, by Manager.
	Installs
	Uninstalls
	// AddsUser and AddsGroup make an account of that name; ChangesUser changes one.
	AddsUser
	AddsGroup
	ChangesUser
	// Downloads brings its subject, a file or folder, from the address From; the subject is empty when it goes to a pipe.
	Downloads
	// Configures sets up a tool, its subject, in that tool's own files.
	Configures
	// Serves asks the system for a service.
	Serves
	// Sets is a variable that is set.
	Sets
)

// Effect is one thing that an instruction does.
type Effect struct {
	Kind Kind
	// Subject is what the kind says. A path is absolute. Known says whether it is exactly that.
	Subject string
	Known   bool
	// Below says that what changes are files below Subject, which can't be told one by one.
	Below bool
	// From is where it comes from: a path of the image for Copies, Moves and Links, an address for Downloads, of the build context
	// when Context is set, or of the stage or image Stage.
	From    string
	Context bool
	Stage   string
	// Manager is the package manager, Owner the new owner, Home the folder that is made for a new user.
	Manager, Owner, Home string
	// ID is the number that a user or group that is made gets, and Group the name or number of a user's group; empty where the command
	// names none.
	ID, Group string
	// Deep says that it is done to all that is in a folder too.
	Deep bool
	// Adds says that a file is added to, Conditional that it may not come to it and the build goes on.
	Adds, Conditional bool
	// Instruction is the index in the stage, Line where it stands in the Dockerfile.
	Instruction, Line int
	// At is the byte offset of the command of the RUN, in the instruction's text; -1 for what is no command.
	At int
	// Command is the command that does it as it runs, nil for redirections and for other instructions than RUN. Inner says that
	// another command or a script runs it.
	Command *model.Command
	Inner   bool
	// Script is the file of the build context that does it, by the name it is called by; empty for what stands in the Dockerfile.
	Script string
}

// memoKey is the key that the effects of a stage are remembered by.
type memoKey struct{}

// placesKey is the key that they are remembered by as they stand at places of the stage.
type placesKey struct{}

// place is where a command stands: the instruction's index and the offset in its text.
type place struct{ instruction, at int }

// Of are the effects of a stage's own instructions, in order. They are worked out once.
func Of(s *model.Stage) []Effect {
	return s.Remember(memoKey{}, func() any { return read(s) }).([]Effect)
}

// At are the effects of the command that stands at an offset of an instruction's text.
func At(s *model.Stage, instruction, at int) []Effect {
	return s.Remember(placesKey{}, func() any {
		places := map[place][]Effect{}
		for _, e := range Of(s) {
			places[place{e.Instruction, e.At}] = append(places[place{e.Instruction, e.At}], e)
		}
		return places
	}).(map[place][]Effect)[place{instruction, at}]
}

// In are the effects of one instruction, in order.
func In(s *model.Stage, instruction int) []Effect {
	all := Of(s)
	first := sort.Search(len(all), func(i int) bool { return all[i].Instruction >= instruction })
	behind := sort.Search(len(all), func(i int) bool { return all[i].Instruction > instruction })
	return all[first:behind]
}

// Triggered are the effects of the RUN of an ONBUILD, which runs in stages and images that start from this one; ok is false when it can't
// be read.
func Triggered(s *model.Stage, instruction int) (out []Effect, ok bool) {
	trigger, is := s.Instructions[instruction].Command.(*instructions.OnbuildCommand)
	if !is {
		return nil, true
	}
	keyword, text, _ := strings.Cut(strings.TrimSpace(trigger.Expression), " ")
	if !strings.EqualFold(keyword, "RUN") {
		return nil, true
	}
	script, err := model.ParseScript(text, s.Envs[instruction], s.Dirs[instruction])
	if err != nil {
		return nil, false
	}
	w := &walk{stage: s, instruction: instruction, at: -1}
	w.script(script)
	return w.out, true
}

// kindKey is the key that the effects of a kind are remembered by.
type kindKey struct{ kind Kind }

// OfKind are the effects of one kind, in order.
func OfKind(s *model.Stage, kind Kind) []Effect {
	return s.Remember(kindKey{kind}, func() any {
		var out []Effect
		for _, e := range Of(s) {
			if e.Kind == kind {
				out = append(out, e)
			}
		}
		return out
	}).([]Effect)
}

// Inside says whether a path is a folder or stands below it.
func Inside(p, folder string) bool {
	rest, below := strings.CutPrefix(p, strings.TrimSuffix(folder, "/"))
	return p == folder || below && strings.HasPrefix(rest, "/")
}

// OfSystem says whether an effect installs a package of Debian's or Alpine's.
func (e Effect) OfSystem() bool {
	return e.Kind == Installs && (e.Manager == "apt" || e.Manager == "apk")
}

// IsPath says whether an effect is one on files: its subject is a path.
func (e Effect) IsPath() bool {
	return slices.Contains([]Kind{Writes, Makes, Copies, Moves, Links, Removes, Permits, Owns, Downloads}, e.Kind)
}
