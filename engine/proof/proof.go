// Package proof starts the image before and the image after the same way, in containers of BuildKit's that reach nobody,
// asks both the same, and says whether they do the same. The program inside is cmd/probe.
//
// The image before runs twice: what differs between its two runs (times, ids, ports) says nothing about the image after.
package proof

import (
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/evidence"
	"lightship/engine/proof/record"
	"lightship/engine/secret"
)

// Image is one of the two images, in the engine's store.
type Image struct {
	Digest v1.Hash
	Config v1.Config
	// Platform is such as "linux/amd64".
	Platform string
}

// Settings say how both are started and what they are asked. The zero value is right where nothing is known.
type Settings struct {
	// Env is set besides the image's own environment.
	Env []Variable
	// Probes are asked first; the probe inside looks for more by itself.
	Probes []record.Probe
	// Paths are asked of every server that speaks HTTP, beside Paths that all are: those of routes in the sources.
	Paths []string
	// Stdin is what the program reads.
	Stdin []byte
	// Args take the place of the image's command, behind its entrypoint; nil leaves it.
	Args []string
	// Without are addresses, such as "db:5432" or "db", that the program may do without: that it tries to reach them is no
	// reason not to tell.
	Without []string
	// Secrets are known besides those in Env; nil knows none.
	Secrets *secret.Masker
	// Times are those of a run; zero ones are the usual.
	Times record.Times
	// Untraced leaves out seeing what the program asks of the system.
	Untraced bool
}

// Variable is one of the environment.
type Variable struct {
	Name, Value string
	// Secret says that the value is never shown or stored.
	Secret bool
	// From is the file that it stands in, empty when the user gave it.
	From string
}

// Verdict is what a proof comes to.
type Verdict string

// The verdicts.
const (
	// Same says that all that was asked was answered alike.
	Same Verdict = "same"
	// Differs says that something was not.
	Differs Verdict = "differs"
	// Unknown says that both did the same, but did not do what they are for.
	Unknown Verdict = "could not tell"
)

// Result is a finished proof.
type Result struct {
	Verdict Verdict `json:"verdict"`
	// Rows are what was compared: what differs first, then what is the same, then what is only measured.
	Rows []Row `json:"rows"`
	// Reasons are why it can't be told, when it can't.
	Reasons []Reason `json:"reasons,omitempty"`
	// Seen is what the runs showed the program to need, as evidence: it adds to what the sources and the images show, and takes nothing
	// away.
	Seen evidence.List `json:"seen,omitempty"`
	// Env are the names of the variables that were set.
	Env []string `json:"environment,omitempty"`
	// Before, Again and After are the three runs.
	Before *Run `json:"before,omitempty"`
	Again  *Run `json:"again,omitempty"`
	After  *Run `json:"after,omitempty"`
	// Took is how long all of it took.
	Took time.Duration `json:"took"`
}

// Run is one run of an image.
type Run struct {
	record.Record
	// Args, User and Dir are what was started.
	Args []string `json:"args"`
	User string   `json:"user,omitempty"`
	Dir  string   `json:"dir"`
	// Names are the names of hosts that it asked for.
	Names []record.Name `json:"names,omitempty"`
}

// Kind is what a row is about.
type Kind string

// The kinds of rows.
const (
	Start   Kind = "start"
	Exit    Kind = "exit"
	Stop    Kind = "stop"
	Out     Kind = "output"
	Err     Kind = "errors"
	Port    Kind = "port"
	Answer  Kind = "answer"
	File    Kind = "file"
	Folder  Kind = "directory"
	Written Kind = "write"
	Program Kind = "program"
	Library Kind = "library"
	Certs   Kind = "certificates"
	Zones   Kind = "zones"
	Ready   Kind = "ready"
	Memory  Kind = "memory"
	Log     Kind = "log"
)

// State is what came of a row.
type State string

// The states of a row.
const (
	Alike     State = "same"
	Different State = "differs"
	// Measured is a row that is for information: nothing is said of it.
	Measured State = "measured"
)

// Row is one thing that was compared.
type Row struct {
	Kind Kind `json:"kind"`
	// Name is what it is, such as "GET /feed.xml" or a path.
	Name   string `json:"name"`
	State  State  `json:"state"`
	Before string `json:"before"`
	After  string `json:"after"`
	// Detail says more, such as where two bodies part.
	Detail string `json:"detail,omitempty"`
	// Path and Error are the cause where it is a file: the path as it is absolute, and what the image after met, such as
	// "ENOENT".
	Path  string `json:"path,omitempty"`
	Error string `json:"error,omitempty"`
	// Source is where the image before has that file, as far as it is another path than Path; it is where a remedy takes it from.
	Source string `json:"source,omitempty"`
	// Causes are what a difference comes from, as far as that was seen; their lines are known once they are tied to the Dockerfiles.
	Causes []Cause `json:"causes,omitempty"`
}

// Reason is why it can't be told.
type Reason struct {
	Kind ReasonKind `json:"kind"`
	// Subject is what it is about: an address, a path, a name, an exit code.
	Subject string `json:"subject,omitempty"`
	// Said is the last line that the program printed, where that may say more.
	Said string `json:"said,omitempty"`
}

// ReasonKind is what is missing for telling.
type ReasonKind string

// The reasons.
const (
	// Reaches is an address that the program wants to reach and can't.
	Reaches ReasonKind = "reaches"
	// NeedsArgument, NeedsTerminal, NeedsInput, NeedsDevice, NeedsFile, NeedsSecret and NeedsVariable are what it needs to be
	// given.
	NeedsArgument ReasonKind = "argument"
	NeedsTerminal ReasonKind = "terminal"
	NeedsInput    ReasonKind = "input"
	NeedsDevice   ReasonKind = "device"
	NeedsSecret   ReasonKind = "secret"
	NeedsVariable ReasonKind = "variable"
	// Fails is a program that ends with an error, and it is not known why.
	Fails ReasonKind = "fails"
	// Silent is one that ends without a word, or neither listens nor ends: there is nothing to compare.
	Silent  ReasonKind = "silent"
	Nothing ReasonKind = "nothing to ask"
	// Refuses is one whose answers are all errors.
	Refuses ReasonKind = "only errors"
	// OtherPlatform is an image of another platform than BuildKit runs.
	OtherPlatform ReasonKind = "platform"
	// NotTraced is a run in which nothing could be seen of what the program asks of the system.
	NotTraced ReasonKind = "not traced"
	// Overran is a run that did not end in its time.
	Overran ReasonKind = "time"
)
