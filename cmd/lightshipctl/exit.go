package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"lightship/engine/session"
)

// codes are the exit codes by number, in the words of --help.
func codes() map[int]string {
	return map[int]string{
		0:   "done (also when there is nothing to gain)",
		1:   "something unexpected",
		2:   "the command line is wrong",
		3:   "the project, its Dockerfile, the target or the base is not usable as given",
		4:   "a build failed",
		5:   "the builder could not be started or reached, or it died",
		6:   "a file could not be written",
		7:   "lint found what --fail-on asks for",
		8:   "the images were started, and do not do the same",
		9:   "the images were started, and it could not be told whether they do the same",
		10:  "the changed Dockerfile does not build where today's does",
		130: "interrupted",
	}
}

// exitCodes documents what exitCode returns for a command; 0 to 3 and 130 are those of every one.
func exitCodes(more ...int) string {
	var b strings.Builder
	b.WriteString("Exit codes:")
	for _, code := range slices.Concat([]int{0, 1, 2, 3}, more, []int{130}) {
		fmt.Fprintf(&b, "\n  %-4d %s", code, codes()[code])
	}
	return b.String()
}

// failure is an error with the exit code that tells its kind.
type failure struct {
	code int
	err  error
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// exitCode is the exit code for an error; one of cobra's own is about the command line.
func exitCode(err error) int {
	var f *failure
	switch {
	case errors.Is(err, context.Canceled):
		return interruptedCode
	case errors.As(err, &f):
		return f.code
	}
	return 2
}

// problemError turns a session's problem into an error; nil stays nil.
func problemError(p *session.Problem) error {
	if p == nil {
		return nil
	}
	codes := map[session.ProblemKind]int{
		session.BadInput: 3, session.BuildFailed: 4, session.NoEngine: 5, session.NotWritten: 6,
		session.AfterFailed: 10,
		session.Changed:     6,
	}
	code, ok := codes[p.Kind]
	if !ok {
		code = 1
	}
	text, next := p.Title, p.Next
	if p.Kind == session.Changed {
		next = "Run the command again to take the change in, or give --force: what is there is kept as a backup."
	}
	for _, more := range []string{p.Detail, next} {
		if more != "" {
			text += "\n  " + strings.ReplaceAll(more, "\n", "\n  ")
		}
	}
	return &failure{code: code, err: errors.New(text)}
}

// unusable is an error about what was given, with what to do next where that is known.
func unusable(err error) error {
	if p := session.ProblemOf(err); p != nil {
		return problemError(p)
	}
	return &failure{code: 3, err: err}
}

func unexpected(doing string, err error) error {
	return &failure{code: 1, err: fmt.Errorf("%s: %w", doing, err)}
}

// buildkitVersion is the version of the BuildKit library that this program is made with.
func buildkitVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, dep := range info.Deps {
		if dep.Path == "github.com/moby/buildkit" {
			return dep.Version
		}
	}
	return "unknown"
}
