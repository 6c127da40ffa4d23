package record

import "time"

// Spec is what a probe shall do. The environment, the user and the working directory are the probe's own.
type Spec struct {
	Version int `json:"version"`
	// Args is the command: entrypoint and command of the image.
	Args []string `json:"args"`
	// Stdin is what the program reads; there is nothing to read when it is empty.
	Stdin []byte `json:"stdin,omitempty"`
	// Trace says that what the program asks of the system shall be seen.
	Trace bool `json:"trace,omitempty"`
	// Ports are TCP ports that the program is expected to listen on; without any, the first it listens on is waited for.
	Ports []int `json:"ports,omitempty"`
	// Probes are asked as they are. Discover has the probe look by itself for more: on each port that speaks HTTP, Paths
	// and what the answers to them lead to; on the others whether something answers.
	Probes   []Probe  `json:"probes,omitempty"`
	Discover bool     `json:"discover,omitempty"`
	Paths    []string `json:"paths,omitempty"`
	// Ended are asked with Discover of a program that has ended by itself soon: what it says of itself.
	Ended []Probe `json:"ended,omitempty"`
	Times Times   `json:"times"`
	// StopSignal is the number of the signal that asks the program to end, 0 for SIGTERM.
	StopSignal int `json:"stopSignal,omitempty"`
}

// Times bound a run.
type Times struct {
	// Ready is how long the program has to listen or to end; a program that does neither is watched for that long.
	Ready time.Duration `json:"ready"`
	// Watch is how long after its start it is watched at least, so that one that ends a little later is seen to.
	Watch time.Duration `json:"watch"`
	// Answer is how long one probe may take.
	Answer time.Duration `json:"answer"`
	// Grace is how long the program has to end when it is asked to.
	Grace time.Duration `json:"grace"`
}

// Kind is what a probe speaks.
type Kind string

// The kinds of probes.
const (
	HTTP  Kind = "http"
	HTTPS Kind = "https"
	TCP   Kind = "tcp"
	// Command runs a program in the container, such as the image's health check.
	Command Kind = "command"
)

// Probe is one question to a program that runs.
type Probe struct {
	Kind Kind `json:"kind"`
	// Port is on loopback; 0 for commands.
	Port int `json:"port,omitempty"`
	// Method and Path are for HTTP; Path begins with a slash and may hold a query.
	Method string            `json:"method,omitempty"`
	Path   string            `json:"path,omitempty"`
	Header map[string]string `json:"header,omitempty"`
	Body   string            `json:"body,omitempty"`
	// Args is the command.
	Args []string `json:"args,omitempty"`
	// Status is the status that is right, 0 for whatever the image before answers.
	Status int `json:"status,omitempty"`
	// From says where the probe comes from, such as "EXPOSE" or "openapi.json"; it is for people.
	From string `json:"from,omitempty"`
}

// Answer is what came of a probe.
type Answer struct {
	Probe Probe `json:"probe"`
	// Status and Header are for HTTP; Header has the values of each name, joined, without those that name a connection.
	Status int               `json:"status,omitempty"`
	Header map[string]string `json:"header,omitempty"`
	// Body is the body, the first bytes of a TCP peer, or what the command printed; its beginning when it is long. Bytes is
	// how long it was and Sum the SHA-256 of what was read of it.
	Body  string `json:"body,omitempty"`
	Bytes int64  `json:"bytes,omitempty"`
	Sum   string `json:"sum,omitempty"`
	// Binary says that Body is left out because it is no text.
	Binary bool `json:"binary,omitempty"`
	// Code is a command's exit code.
	Code int `json:"code,omitempty"`
	// Error is why there was no answer, or no end of it.
	Error string        `json:"error,omitempty"`
	Took  time.Duration `json:"took"`
}

// Folder is where a probe stands in its container, beside no file of an image.
const Folder = "/dev/lightship"
