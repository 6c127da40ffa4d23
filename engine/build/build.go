// Package build builds Dockerfiles with BuildKit and leaves the images in one local OCI store.
//
// An Engine is a BuildKit to talk to: the embedded one, which is started as a child on demand, or the one that
// BUILDKIT_HOST names.
package build

import (
	"context"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/moby/buildkit/client"

	"lightship/engine/secret"
)

// Builder builds one Dockerfile at a time; it is safe for concurrent use.
type Builder interface {
	// Build builds r and leaves the image in the store. It calls progress from one goroutine, at most every
	// 100 ms and once at the end, before it returns; progress may be nil. When ctx is done it returns ctx's error
	// within 2 s.
	Build(ctx context.Context, r Request, progress func(Progress)) (*Result, error)
}

// Request is what to build.
type Request struct {
	// Context is the absolute path of the build context.
	Context string
	// Dockerfile is the text to build; it need not exist as a file. DockerfileName is its name for messages and for the
	// ignore file X.dockerignore, relative to Context.
	Dockerfile     []byte
	DockerfileName string
	// IgnoreFile, when not nil, is used in place of the ignore file in Context.
	IgnoreFile []byte
	// Target is the stage to build, empty for the last.
	Target string
	// Platform is such as "linux/amd64", empty for the engine's own.
	Platform  string
	BuildArgs map[string]string
	// Contexts are the named contexts by name: folders as absolute paths, or addresses such as
	// "docker-image://debian:trixie".
	Contexts map[string]string
	// BuildSecrets are what RUN --mount=type=secret gets, by id.
	BuildSecrets map[string][]byte
	// NoCache builds every step anew.
	NoCache bool
	// Secrets are masked in every event of the build; nil masks what has the form of a secret.
	Secrets *secret.Masker
	// Tag names the result in the store, such as "before"; an older image of the same tag is replaced.
	Tag string
	// Raw, when not nil, gets every event as BuildKit sent it and is closed before Build returns. It must be read.
	Raw chan<- *client.SolveStatus
}

// Result is a finished build.
type Result struct {
	// Image is the built image, read from the store.
	Image v1.Image
	// Digest is the image manifest's digest.
	Digest v1.Hash
	// Progress is the last one.
	Progress Progress
	// Wall is how long Build took.
	Wall time.Duration
}

// Progress is how far a build is. It is a value: Build never changes one that it handed out.
type Progress struct {
	// Steps are in the order BuildKit told of them.
	Steps []Step
	// Done and Total count steps.
	Done, Total int
	Started     time.Time
	// Finished is the zero time while the build runs.
	Finished time.Time
}

// State is where a step is.
type State string

// The states of a step.
const (
	Waiting  State = "waiting"
	Running  State = "running"
	Cached   State = "cached"
	Finished State = "done"
	Failed   State = "failed"
	Canceled State = "canceled"
)

// Step is one vertex of the build.
type Step struct {
	// Name is such as "[builder 2/5] RUN go build"; Stage and Instruction are its parts, empty for internal steps.
	Name        string
	Stage       string
	Instruction string
	State       State
	// Started and Finished are zero until they happened.
	Started, Finished time.Time
	// Current and Total are bytes or items when the step says them (transfers, exports); 0 otherwise.
	Current, Total int64
	// Line is the 1-based line in the Dockerfile, 0 when not known.
	Line int
	// Log is the step's output so far, line by line, the last 2,000 lines.
	Log []LogLine
	// Error is what failed.
	Error string
	// Inputs are the indexes, in the same Progress, of the steps whose results it uses.
	Inputs []int
}

// LogLine is one line of a step's output.
type LogLine struct {
	At   time.Time
	Text string
}
