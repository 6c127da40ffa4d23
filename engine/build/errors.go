package build

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"syscall"

	gatewayapi "github.com/moby/buildkit/frontend/gateway/pb"
	"github.com/moby/buildkit/solver/errdefs"
	"github.com/sirupsen/logrus"

	"lightship/engine/build/buildkitd"
)

var (
	// ErrNoPermission is returned when this user may not run BuildKit or write its folders. The error's text says
	// what to do next.
	ErrNoPermission = buildkitd.ErrNoPermission
	// ErrNoSpace is returned when the disk with the cache folder is full.
	ErrNoSpace = buildkitd.ErrNoSpace
	// ErrEngineMissing is returned when a program that the embedded BuildKit needs is not installed.
	ErrEngineMissing = buildkitd.ErrMissing
	// ErrToolMissing is returned when a program of Lightship's own that containers get is neither beside the engine's programs nor in PATH.
	ErrToolMissing = errors.New("a program that goes into containers is missing")
	// ErrEngineConfig is returned when the configuration that LIGHTSHIP_BUILDKITD_CONFIG names can't be read.
	ErrEngineConfig = buildkitd.ErrConfig
	// ErrNoAnswer is returned when BuildKit runs and has not answered for 10 seconds: it was stopped, or it hangs.
	ErrNoAnswer = buildkitd.ErrNoAnswer
	// ErrEngineDied is returned when BuildKit ended in mid-build; the next build starts it again.
	ErrEngineDied = errors.New("BuildKit ended in the middle of the build: build again, it goes on from its cache")
	// ErrBaseMissing is returned when a registry does not have an image that the Dockerfile names, or does not let
	// this user see it.
	ErrBaseMissing = errors.New("image not found")
	// ErrUnreachable is returned when a registry or BUILDKIT_HOST can't be reached.
	ErrUnreachable = errors.New("can't be reached")
)

// StepError is returned when a step failed.
type StepError struct {
	// Step is the one that failed, with its log and its line in the Dockerfile.
	Step Step
	// ExitCode is what its command ended with, -1 when it did not run or did not end by itself.
	ExitCode int
	// Err is BuildKit's own error.
	Err error
}

// Error names the step, its place and the end of its log.
func (e *StepError) Error() string {
	name := e.Step.Instruction
	if name == "" {
		name = e.Step.Name
	}
	where := ""
	if e.Step.Line > 0 {
		where = fmt.Sprintf(" (line %d of the Dockerfile)", e.Step.Line)
	}
	if e.ExitCode >= 0 {
		return fmt.Sprintf("%s%s ended with exit code %d", name, where, e.ExitCode)
	}
	return fmt.Sprintf("%s%s failed: %v", name, where, e.Err)
}

// Unwrap is BuildKit's own error.
func (e *StepError) Unwrap() error { return e.Err }

// BaseError is returned, as an ErrBaseMissing or an ErrUnreachable, when an image could not be resolved.
type BaseError struct {
	// Ref is the image's name as BuildKit resolved it, such as "docker.io/library/golang:9".
	Ref string
	// Kind is ErrBaseMissing or ErrUnreachable.
	Kind error
	// Line is the 1-based line of the Dockerfile that names it, 0 when not known.
	Line int
	// Err is BuildKit's own error.
	Err error
}

// Error names the image and what to do next.
func (e *BaseError) Error() string {
	if errors.Is(e.Kind, ErrBaseMissing) {
		return fmt.Sprintf("%s: %v: check its name and tag, or log in to its registry", e.Ref, e.Kind)
	}
	var silent *silence
	if errors.As(e.Err, &silent) {
		return fmt.Sprintf("the registry of %s does not answer: %v; it may be busy: try again, or choose an image that was built with before", e.Ref, silent)
	}
	return fmt.Sprintf("the registry of %s %v: check the network or choose an image that was built with before", e.Ref, e.Kind)
}

// Unwrap is the kind and BuildKit's own error.
func (e *BaseError) Unwrap() []error { return []error{e.Kind, e.Err} }

// classify gives err the sentinel that it stands for, if any.
func classify(err error) error {
	if err == nil || errors.Is(err, ErrNoSpace) || errors.Is(err, ErrNoPermission) {
		return err
	}
	text := err.Error()
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT),
		strings.Contains(text, "no space left on device"), strings.Contains(text, "disk quota exceeded"):
		return fmt.Errorf("%w: free some space, or set XDG_CACHE_HOME to a folder on a larger disk: %w", ErrNoSpace, err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%w: make the folder writable for you, or set XDG_CACHE_HOME to one that is: %w", ErrNoPermission, err)
	}
	if ref := unresolved(text); ref != "" {
		return &BaseError{Ref: ref, Kind: unresolvedKind(text), Err: err}
	}
	return err
}

// unresolved is the image reference that text says could not be resolved, empty when it says no such thing.
func unresolved(text string) string {
	match := regexp.MustCompile(`failed to resolve source metadata for ([^\s:]+(?::[^\s:]+)*): `).FindStringSubmatch(text)
	if match == nil {
		match = regexp.MustCompile(`failed to load cache key: .*?([^\s"]+): (?:not found|failed to do request)`).FindStringSubmatch(text)
	}
	if match == nil {
		return ""
	}
	return match[1]
}

// unresolvedKind tells a registry's no from no answer.
func unresolvedKind(text string) error {
	for _, no := range []string{": not found", "pull access denied", "authorization failed", "insufficient_scope", "unauthorized", "401", "403 Forbidden", "404"} {
		if strings.Contains(text, no) {
			return ErrBaseMissing
		}
	}
	return ErrUnreachable
}

// outOfSpace reports whether the last lines that a failed step wrote tell of a full disk.
func outOfSpace(s Step) bool {
	for _, l := range s.Log[max(0, len(s.Log)-20):] {
		if strings.Contains(strings.ToLower(l.Text), "no space left on device") {
			return true
		}
	}
	return false
}

// exitCode is the exit code that err says a step's command ended with, -1 when it says none.
func exitCode(err error) int {
	var exit *gatewayapi.ExitError
	if errors.As(err, &exit) && exit.ExitCode != gatewayapi.UnknownExitStatus {
		return int(exit.ExitCode)
	}
	return -1
}

// failedVertex is the digest of the vertex that err says failed, empty when it says none.
func failedVertex(err error) string {
	var vertex *errdefs.VertexError
	if errors.As(err, &vertex) {
		return vertex.Digest
	}
	return ""
}

// failedLine is the 1-based line of the Dockerfile that err points at, 0 when it points at none.
func failedLine(err error) int {
	line := 0
	for _, source := range errdefs.Sources(err) {
		for _, r := range source.Ranges {
			if first := int(r.Start.Line); first > 0 && (line == 0 || first < line) {
				line = first
			}
		}
	}
	return line
}

func silent() logrus.FieldLogger {
	log := logrus.New()
	log.SetOutput(io.Discard)
	return log
}
