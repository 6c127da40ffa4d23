package rule

import (
	"fmt"
	"slices"
	"strings"
)

// Assumption is what a change takes for granted that the sources do not tell. Starting the program with it shows whether it is wrong.
type Assumption struct {
	Kind Assumed `json:"kind"`
	// Subject is what it is about: a path, a program, packages, an image; empty where its name can't be told.
	Subject string `json:"subject,omitempty"`
	// Line is the line of the Dockerfile before that gives rise to it, 0 for none; Place is where in the sources that stands.
	Line  int    `json:"line,omitempty"`
	Place string `json:"place,omitempty"`
}

// Assumed is a kind of assumption.
type Assumed string

// The kinds of assumptions.
const (
	// AssumesLeft is that the program needs nothing more of what a line leaves in the image.
	AssumesLeft Assumed = "left"
	// AssumesReads is that it reads no file that is not copied.
	AssumesReads Assumed = "reads"
	// AssumesStart is that what the image starts needs no program that the final image lacks.
	AssumesStart Assumed = "start"
	// AssumesProgram is that a program which the sources start is in the final image.
	AssumesProgram Assumed = "program"
	// AssumesLibrary is that the final image has the libraries that are loaded.
	AssumesLibrary Assumed = "library"
	// AssumesPackages is that the program needs nothing of packages that are installed.
	AssumesPackages Assumed = "packages"
	// AssumesInterpreter is that what is installed is for the interpreter that the final image has.
	AssumesInterpreter Assumed = "interpreter"
	// AssumesManager is that a package manager which the project is not one of installs what the program needs.
	AssumesManager Assumed = "manager"
	// AssumesFetched is that packages of an old release can still be fetched.
	AssumesFetched Assumed = "fetched"
)

// Shown is by what a run shows that an assumption is right.
type Shown int

// What shows that an assumption is right: that it builds and starts; that all that was asked is answered alike, though what nothing asked
// for stays assumed; nothing less than that the program was seen to do what it is about.
const (
	ByStarting Shown = iota
	ByAsking
	ByDoing
)

// Shown is by what a run shows that it is right.
func (a Assumption) Shown() Shown {
	switch a.Kind {
	case AssumesLeft, AssumesReads, AssumesPackages, AssumesLibrary:
		return ByAsking
	case AssumesProgram:
		return ByDoing
	}
	return ByStarting
}

// Says is the assumption as a part of a sentence.
func (a Assumption) Says() string {
	return fmt.Sprintf(map[Assumed]string{
		AssumesLeft:        "the program needs nothing more of what %s leaves in the image",
		AssumesReads:       "it reads no file that is not copied (%s)",
		AssumesStart:       "all that %s starts is in the final image",
		AssumesProgram:     "%s is in the final image",
		AssumesLibrary:     "the final image has the libraries that it loads (%s)",
		AssumesPackages:    "it needs nothing of %s at run time",
		AssumesInterpreter: "what is installed is for the interpreter of %s",
		AssumesManager:     "what %s installs is what the program needs",
		AssumesFetched:     "the packages of %s can still be fetched",
	}[a.Kind], a.about())
}

// about names what it is about.
func (a Assumption) about() string {
	line := fmt.Sprintf("line %d", a.Line)
	switch {
	case a.Kind == AssumesProgram && a.Subject != "" && a.Place != "":
		return a.Subject + ", which " + a.Place + " starts,"
	case a.Kind == AssumesProgram && a.Place != "":
		return "what " + a.Place + " starts"
	case a.Kind == AssumesProgram && a.Subject == "":
		return "what the sources start"
	case a.Line > 0 && a.Subject == "":
		return line
	case a.Line > 0:
		return line + " (" + a.Subject + ")"
	case a.Place != "" && a.Subject != "":
		return a.Place + ": " + a.Subject
	}
	return a.Subject + a.Place
}

// Assuming is what a list of assumptions says, in one sentence without its end: "the program needs nothing of it; it reads no other file".
func Assuming(list []Assumption) string {
	says := make([]string, 0, len(list))
	for _, a := range list {
		says = append(says, a.Says())
	}
	return strings.Join(says, "; ")
}

// withAssumption is a list with an assumption that it has not.
func withAssumption(list []Assumption, a Assumption) []Assumption {
	if slices.Contains(list, a) {
		return list
	}
	return append(list, a)
}

// Assumptions are those of all lists, each once.
func Assumptions(lists ...[]Assumption) []Assumption {
	var out []Assumption
	for _, list := range lists {
		for _, a := range list {
			out = withAssumption(out, a)
		}
	}
	return out
}
