package build

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"
)

func TestErrorsAreKnownByWhatTheyMean(t *testing.T) {
	for _, c := range []struct {
		err  error
		want error
		ref  string
	}{
		{errors.New("failed to solve: write /cache/x: no space left on device"), ErrNoSpace, ""},
		{fmt.Errorf("write: %w", syscall.ENOSPC), ErrNoSpace, ""},
		{fmt.Errorf("open: %w", fs.ErrPermission), ErrNoPermission, ""},
		{fmt.Errorf("open: %w", syscall.EROFS), ErrNoPermission, ""},
		{
			errors.New("golang:9: failed to resolve source metadata for docker.io/library/golang:9: docker.io/library/golang:9: not found"),
			ErrBaseMissing, "docker.io/library/golang:9",
		},
		{
			errors.New("failed to resolve source metadata for localhost:5000/app:1: pull access denied, repository does not exist or may require authorization"),
			ErrBaseMissing, "localhost:5000/app:1",
		},
		{
			errors.New(`failed to resolve source metadata for gcr.io/x/y:z: failed to do request: Head "https://gcr.io/v2/x/y/manifests/z": dial tcp: lookup gcr.io: no such host`),
			ErrUnreachable, "gcr.io/x/y:z",
		},
	} {
		got := classify(c.err)
		if !errors.Is(got, c.want) {
			t.Errorf("%v is %v, want %v", c.err, got, c.want)
		}
		var base *BaseError
		if errors.As(got, &base) != (c.ref != "") || base != nil && base.Ref != c.ref {
			t.Errorf("%v names %+v, want %q", c.err, base, c.ref)
		}
	}
	other := errors.New("something else")
	if got := classify(other); got != other {
		t.Errorf("an unknown error became %v", got)
	}
}

func TestAStepErrorSaysWhereAndHow(t *testing.T) {
	err := &StepError{Step: Step{Name: "[2/2] RUN make", Instruction: "RUN make", Line: 7}, ExitCode: 2}
	if got := err.Error(); got != "RUN make (line 7 of the Dockerfile) ended with exit code 2" {
		t.Error(got)
	}
	err = &StepError{Step: Step{Name: "[internal] load build context"}, ExitCode: -1, Err: errors.New("no such file")}
	if got := err.Error(); !strings.Contains(got, "load build context failed: no such file") {
		t.Error(got)
	}
}

func TestAFullDiskIsReadFromTheStepsLog(t *testing.T) {
	full := Step{Log: []LogLine{{Text: "cp: write error: No space left on device"}, {Text: "make: *** Error 1"}}}
	if !outOfSpace(full) || outOfSpace(Step{Log: []LogLine{{Text: "fine"}}}) || outOfSpace(Step{}) {
		t.Error("a full disk and a healthy one are not told apart")
	}
}
