// Package learn has what a run teaches a plan: entries that put into the final stage what the image before had and used, and
// the one after was asked for and has not. An entry only adds or keeps; what a run did not touch takes nothing away.
package learn

import (
	"encoding/json"
	"fmt"

	"lightship/engine/evidence"
)

// Kind is what an entry does.
type Kind string

// The kinds of entries.
const (
	// Carry copies a file or folder into the final stage.
	Carry Kind = "carry"
	// Give makes a folder or file the property of the user that the program runs as.
	Give Kind = "give"
	// Install installs a package of the system in the final stage.
	Install Kind = "install"
	// KeepBase leaves the program on a base that has what it misses: first on its own distribution, then on today's base.
	KeepBase Kind = "keep-base"
	// KeepUser leaves the program the user that it has today.
	KeepUser Kind = "keep-user"
)

// Entry is one thing that a run showed a plan to need.
type Entry struct {
	Kind Kind
	// Source is where the image before has it, Path where the final stage shall have it; both are absolute, and empty for those that
	// keep something. Of Install, Source is the file that is needed and Path the name of the package that brings it.
	Source, Path string
	// OfBase says that Source is a file of the base that the image before stands on, and nothing that was built on it.
	OfBase bool
	// Because is what the run showed.
	Because evidence.Evidence
}

// Changes says whether the entry writes something into the Dockerfile by itself; the others turn what the plan has.
func (e Entry) Changes() bool { return e.Kind == Carry || e.Kind == Give || e.Kind == Install }

// Title says what the entry does.
func (e Entry) Title() string {
	switch e.Kind {
	case Carry:
		return "Carry " + e.Path
	case Give:
		return "Give " + e.Path + " to the user"
	case Install:
		return "Install " + e.Path
	case KeepUser:
		return "Keep the user"
	}
	return "Keep the base"
}

// Why says what the entry rests on.
func (e Entry) Why() string {
	if e.Kind == Give || e.Kind == KeepUser {
		return fmt.Sprintf("a run showed that the program %s, which its user may not", e.Because.Says())
	}
	return fmt.Sprintf("a run showed that the program %s, which the image after has not", e.Because.Says())
}

// Same says whether two entries do the same.
func (e Entry) Same(o Entry) bool {
	return e.Kind == o.Kind && e.Path == o.Path && (e.Source == o.Source || e.Kind == Install)
}

// MarshalJSON writes the fields in lower case, with what people read.
func (e Entry) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Kind    Kind              `json:"kind"`
		Source  string            `json:"source,omitempty"`
		Path    string            `json:"path,omitempty"`
		Title   string            `json:"title"`
		Why     string            `json:"why"`
		Because evidence.Evidence `json:"because"`
	}{e.Kind, e.Source, e.Path, e.Title(), e.Why(), e.Because})
}
