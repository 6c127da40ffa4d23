// Package evidence is what is known of a program: what it reads, writes, starts, loads and asks for. A piece of evidence is a
// value; the sentence that people read is made from it, and nothing reads a sentence back.
//
// It comes from one of three sources: the program's sources and the files beside them, an image that was built, or a run. A
// subject that could not be resolved is evidence too, with Known false: what is not known never counts as "no".
package evidence

import (
	"encoding/json"
	"fmt"
	"path"
)

// Kind is what a piece of evidence says that the program does or needs.
type Kind string

// The kinds, with what their Subject is.
const (
	// Reads is a file or folder that is read, Lists a folder whose entries are read or served, Writes a file or folder that is
	// made or changed. The subject is a path.
	Reads  Kind = "reads"
	Lists  Kind = "lists"
	Writes Kind = "writes"
	// Collects is a folder that a step of the build fills for the program, such as Django's STATIC_ROOT. The subject is a path.
	Collects Kind = "collects"
	// Starts is a program that is started; the subject is its name or path. Shell is a command line that a shell runs, or the
	// shell's own name.
	Starts Kind = "starts"
	Shell  Kind = "shell"
	// Loads is a library of the system that is linked or opened at run time; the subject is its name: "libpq", "libpq.so.5".
	Loads Kind = "loads"
	// Packages is a package of the system that is needed at run time; the subject is Debian's name of it.
	Packages Kind = "packages"
	// Certificates is that CA certificates are needed, Zones that time zones are; the subject is the zone, or empty.
	Certificates Kind = "certificates"
	Zones        Kind = "zones"
	// OwnZones is that the program brings its time zones itself.
	OwnZones Kind = "own zones"
	// Home is that the user's home folder is used, Terminal that a terminal is; the subject is empty.
	Home     Kind = "home"
	Terminal Kind = "terminal"
	// Binds is a port that is listened on, Asks an address that is connected to: "8080", "db:5432".
	Binds Kind = "binds"
	Asks  Kind = "asks"
	// Answers is a path that is answered over HTTP, to GET.
	Answers Kind = "answers"
	// Git is that the build or the program reads the repository's history.
	Git Kind = "git"
	// Native is code for the machine that is compiled or linked beside the language's own: cgo, an add-on, JNI. The subject is
	// the package that brings it.
	Native Kind = "native"
	// Compiler is that a tool of the development kit is used when the program runs: javac by javax.tools, jshell. The subject is
	// its package.
	Compiler Kind = "compiler"
	// Symbols is that the program reads its own symbols or its own file, such as for a backtrace.
	Symbols Kind = "symbols"
	// SourcePaths is that the program uses the paths which its sources had when it was built.
	SourcePaths Kind = "source paths"
	// Account is a user or group of the system that is looked up; the subject is its name.
	Account Kind = "account"
	// Privileges is that the program does what only root may: the subject says what, empty when it goes on as another user.
	Privileges Kind = "privileges"
	// Variable is an environment variable that is read; the subject is its name.
	Variable Kind = "variable"
)

// Source is where evidence comes from.
type Source string

// The sources. Each is trusted more than the one before it.
const (
	Sources Source = "sources"
	Image   Source = "image"
	Run     Source = "run"
)

// Base is what a relative path counts from.
type Base string

// The bases.
const (
	// WorkingDirectory is the folder that the program is started in.
	WorkingDirectory Base = ""
	// SourceFile is the folder of the source file that says it.
	SourceFile Base = "source file"
	// ProgramFile is the folder of the program's own file.
	ProgramFile Base = "program file"
	// ContextRoot is the root of the build context.
	ContextRoot Base = "context"
)

// Evidence is one thing that is known of a program.
type Evidence struct {
	Kind Kind
	// Subject is what it is about, as the kind says. It is as far as it could be resolved when Known is false: the part that is
	// sure, or empty.
	Subject string
	// Known says that the subject is exactly that.
	Known bool
	// Likely says that the look of a name, or a package that does such things, speaks for it: whether it happens is not known.
	Likely bool
	// Pattern says that the subject is a glob pattern and stands for what matches it.
	Pattern bool
	// Base is what a relative path counts from.
	Base   Base
	Source Source
	// By is the call, option or package that shows it: "os.ReadFile", "godotenv".
	By string
	// File is relative to the build context, with slashes; Line is 1-based, 0 when the whole file is meant.
	File string
	Line int
}

// Place is where a person can check it: "main.go:12", or the file alone.
func (e Evidence) Place() string {
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d", e.File, e.Line)
	}
	return e.File
}

// FromContext is a path's place in the build context when it counts from the source file or from the context's root; ok is
// false for others.
func (e Evidence) FromContext() (name string, ok bool) {
	switch {
	case path.IsAbs(e.Subject):
		return "", false
	case e.Base == SourceFile:
		return path.Join(path.Dir(e.File), e.Subject), true
	case e.Base == ContextRoot:
		return path.Clean(e.Subject), true
	}
	return "", false
}

// Says is a sentence without its subject, "the program" or a place: `reads the file "a.txt" (os.ReadFile)`.
func (e Evidence) Says() string {
	says := e.says()
	if e.By != "" && e.Kind != Native {
		says += " (" + e.By + ")"
	}
	return says
}

func (e Evidence) says() string {
	switch e.Kind {
	case Reads:
		return e.path("reads %q", "reads a file whose name is only known at run time")
	case Lists:
		return e.path("serves or lists the folder %q", "serves or lists a folder whose name is only known at run time")
	case Writes:
		if e.Likely {
			return e.path("may write %q", "may write a file")
		}
		return e.path("writes %q", "writes a file whose name is only known at run time")
	case Collects:
		return e.path("has %q filled by the build", "has a folder filled by the build whose name is only known at run time")
	case Starts:
		return e.named("starts the program %q", "starts a program whose name is only known at run time")
	case Shell:
		return e.named("runs %q in a shell", "runs a command line in a shell")
	case Loads:
		return e.named("loads the library %q", "loads a library whose name is only known at run time")
	case Packages:
		return e.named("needs the package %q of the system", "needs packages of the system that are not known")
	case Binds, Asks, Answers:
		return e.network()
	case Native:
		return e.native()
	}
	return e.ofTheSystem()
}

// ofTheSystem is a sentence on what else of the system is used.
func (e Evidence) ofTheSystem() string {
	switch e.Kind {
	case Compiler:
		return e.named("uses %s, a tool of the development kit", "uses a tool of the development kit")
	case Account:
		return e.named("looks up the user or group %q", "looks up a user whose name is only known at run time")
	case Privileges:
		return e.named("%s", plain(e.Kind))
	case Variable:
		return e.named("reads the variable %s", "reads variables whose names are only known at run time")
	case Zones:
		if e.Subject != "" {
			return "uses the time zone " + e.Subject
		}
	}
	return plain(e.Kind)
}

// network is a sentence on what is listened on, asked or answered.
func (e Evidence) network() string {
	switch e.Kind {
	case Binds:
		if e.Likely {
			return e.named("may listen on port %s", "may listen on a port that is only known at run time")
		}
		return e.named("listens on port %s", "listens on a port that is only known at run time")
	case Asks:
		return e.named("connects to %s", "connects to an address that is only known at run time")
	}
	return e.named("answers at %s", "answers at a path that is only known at run time")
}

// plain are the sentences of the kinds that need no subject.
func plain(k Kind) string {
	switch k {
	case Certificates:
		return "makes connections that need CA certificates"
	case Zones:
		return "uses time zones by their names"
	case OwnZones:
		return "brings its time zones itself"
	case Home:
		return "uses the user's home folder"
	case Terminal:
		return "needs a terminal"
	case Git:
		return "reads the history of the repository"
	case Symbols:
		return "reads its own symbols"
	case Privileges:
		return "goes on as another user or group"
	case SourcePaths:
		return "uses the paths that its sources had when it was built"
	}
	return string(k)
}

func (e Evidence) named(known, unknown string) string {
	if !e.Known || e.Subject == "" {
		return unknown
	}
	return fmt.Sprintf(known, e.Subject)
}

func (e Evidence) path(known, unknown string) string {
	if !e.Known && e.Subject != "" {
		return unknown + fmt.Sprintf(", below %q", e.Subject)
	}
	says := e.named(known, unknown)
	if e.Known && e.Base == SourceFile {
		says += " beside the source file"
	}
	if e.Known && e.Base == ProgramFile {
		says += " beside the program"
	}
	return says
}

func (e Evidence) native() string {
	if e.By == "" {
		return fmt.Sprintf("has native code of %s", e.Subject)
	}
	return e.By
}

// MarshalJSON writes the fields in lower case, with the sentence as "says".
func (e Evidence) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Kind    Kind   `json:"kind"`
		Subject string `json:"subject,omitempty"`
		Known   bool   `json:"known"`
		Likely  bool   `json:"likely,omitempty"`
		Pattern bool   `json:"pattern,omitempty"`
		Base    Base   `json:"base,omitempty"`
		Source  Source `json:"source"`
		By      string `json:"by,omitempty"`
		File    string `json:"file,omitempty"`
		Line    int    `json:"line"`
		Says    string `json:"says"`
	}{e.Kind, e.Subject, e.Known, e.Likely, e.Pattern, e.Base, e.Source, e.By, e.File, e.Line, e.Says()})
}
