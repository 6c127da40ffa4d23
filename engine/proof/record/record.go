// Package record is what the program inside a container (cmd/probe) is told, and what it answers. It is data only: both
// sides of a container's wall import it, so it imports nothing of the project's.
//
// The probe reads one Spec from its standard input and writes Messages to its standard output, each as JSON on a line.
package record

import "time"

// Version is the version of Spec and Record; a probe refuses a Spec of another.
const Version = 1

// Message is one line that a probe writes.
type Message struct {
	// Quiet says that the program was asked all there is to ask, which is Asked, and is only watched from now on.
	Quiet bool    `json:"quiet,omitempty"`
	Asked []Probe `json:"asked,omitempty"`
	// Record is the last message.
	Record *Record `json:"record,omitempty"`
	// Refused is why the probe started nothing, such as a Spec of another version.
	Refused string `json:"refused,omitempty"`
}

// Record is what was seen of one run of a program. Times are since its start.
type Record struct {
	Version int `json:"version"`
	// Started is when the command was started, in UTC.
	Started time.Time `json:"started"`
	// Failed is why the command could not be started, empty when it was.
	Failed *Failure `json:"failed,omitempty"`
	// Listening is when the program first listened on a port that was waited for, Answered when it first answered; nil
	// when it never did.
	Listening *time.Duration `json:"listening,omitempty"`
	Answered  *time.Duration `json:"answered,omitempty"`
	// Start is what it took of the computer until it first listened; nil when it never did.
	Start *Effort `json:"start,omitempty"`
	// End is how the program ended; it is always there when the command was started.
	End *End `json:"end,omitempty"`
	// Stdout and Stderr are what it printed.
	Stdout Output `json:"stdout"`
	Stderr Output `json:"stderr"`
	// Sockets are those it listened on, sorted.
	Sockets []Socket `json:"sockets,omitempty"`
	// Memory is what all of its processes held at rest, in bytes, shared pages divided among those that share them; 0 when
	// it had ended before.
	Memory int64 `json:"memory,omitempty"`
	// Answers are those to the probes, in the order they were asked.
	Answers []Answer `json:"answers,omitempty"`
	// Written are files that it wrote and left, where it ended by itself and was traced.
	Written []Written `json:"written,omitempty"`
	Trace   Trace     `json:"trace"`
}

// Effort is what a program and all that it started took of a computer. What is left of the time that passed it waited for something
// else than a processor.
type Effort struct {
	// Busy is the processor time of all its processes together.
	Busy time.Duration `json:"busy"`
	// Queued is how long its threads stood ready and waited for a processor, those of the tracer with them; 0 where the system does
	// not tell.
	Queued time.Duration `json:"queued,omitempty"`
}

// Failure is why a command could not be started.
type Failure struct {
	// Error is such as "ENOENT", or a sentence when there is no number for it.
	Error string `json:"error"`
	// Path is the file that was to be run, as it was found; empty when none was found.
	Path string `json:"path,omitempty"`
	// Interpreter is what the file is started by: the word behind #!, or its loader. It may be what is not there.
	Interpreter string `json:"interpreter,omitempty"`
}

// End is how a program ended.
type End struct {
	// After is the time since the start.
	After time.Duration `json:"after"`
	// Code is the exit code, -1 when a signal ended it; Signal is then such as "SIGSEGV".
	Code   int    `json:"code"`
	Signal string `json:"signal,omitempty"`
	// Asked says that it was asked to end before it did, and Took how long it took from then; Killed that it did not end in
	// the time it had for that.
	Asked  bool          `json:"asked,omitempty"`
	Took   time.Duration `json:"took,omitempty"`
	Killed bool          `json:"killed,omitempty"`
	// Left is how many of its processes were still there when it ended by itself. A container ends with its first process,
	// and they with it.
	Left int `json:"left,omitempty"`
}

// Output is what a program printed: all of it, or its beginning and its end.
type Output struct {
	Head string `json:"head,omitempty"`
	// Tail is the end when not all was kept.
	Tail string `json:"tail,omitempty"`
	// Bytes is how many there were in all, and Lines how many line ends.
	Bytes int64 `json:"bytes"`
	Lines int64 `json:"lines"`
}

// Written is a file that a program wrote and left.
type Written struct {
	Path string `json:"path"`
	// As is how the program spelled it when that was not absolute.
	As string `json:"as,omitempty"`
	// Body is the beginning of what is in it, Bytes how long it is and Sum its SHA-256. Binary says that Body is left out because it is
	// no text.
	Body   string `json:"body,omitempty"`
	Bytes  int64  `json:"bytes,omitempty"`
	Sum    string `json:"sum,omitempty"`
	Binary bool   `json:"binary,omitempty"`
}

// Socket is one that was listened on.
type Socket struct {
	// Network is "tcp", "udp" or "unix".
	Network string `json:"network"`
	// Port is 0 for unix sockets, and Path empty for others. The name of an abstract unix socket begins with "@".
	Port int    `json:"port,omitempty"`
	Path string `json:"path,omitempty"`
	// Loopback says that only loopback addresses reach it.
	Loopback bool `json:"loopback,omitempty"`
}
