package trial

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// The exit codes of lightshipctl that are told apart.
const (
	done        = 0
	buildFailed = 4
	differs     = 8
	notTold     = 9
	afterFailed = 10
)

// Runner runs lightshipctl.
type Runner struct {
	// Program is its path.
	Program string
	// Limit is how long one call may take.
	Limit time.Duration
}

// Run says what came of a project: it is optimized and proven; where nothing is changed, or not all does the same, what needs proof is tried
// too. It fails only with ctx's error.
func (r Runner) Run(ctx context.Context, p Project) (Outcome, error) {
	o := Outcome{Project: p}
	if err := r.optimize(ctx, &o, "--prove"); err != nil {
		return o, err
	}
	if o.State != Refused && o.State != Differing {
		return o, nil
	}
	first := o
	o.Tried = true
	if err := r.optimize(ctx, &o, "--try"); err != nil {
		return o, err
	}
	if o.State == Lighter {
		return o, nil
	}
	return first, nil
}

// optimize calls it once.
func (r Runner) optimize(ctx context.Context, o *Outcome, how string) error {
	args := slices.Concat([]string{"optimize", how, "--json"}, o.Project.arguments(), o.Project.starting())
	out, said, code, err := r.call(ctx, args)
	if err != nil {
		return err
	}
	switch code {
	case done, differs, notTold:
		if len(bytes.TrimSpace(out)) == 0 {
			return r.refused(ctx, o)
		}
		if err := o.read(out); err != nil {
			o.State, o.Why = NotTried, err.Error()
		}
	case buildFailed:
		o.State, o.Why = Unbuildable, lastLines(said)
	case afterFailed:
		o.State, o.Why = Broken, lastLines(said)
	default:
		o.State, o.Why = NotTried, fmt.Sprintf("lightshipctl ended with %d: %s", code, lastLines(said))
	}
	return nil
}

// refused asks why nothing was changed, and how large the image is.
func (r Runner) refused(ctx context.Context, o *Outcome) error {
	args := slices.Concat([]string{"lint", "--format", "json", "--fail-on", "none"}, o.Project.arguments())
	out, said, code, err := r.call(ctx, args)
	if err != nil {
		return err
	}
	o.State = Refused
	if o.Why, err = refusals(out); code != done || err != nil {
		o.Why = "it is not known why: " + lastLines(said)
	}
	return nil
}

// call runs the program; err is only ctx's.
func (r Runner) call(ctx context.Context, args []string) (out, said []byte, code int, err error) {
	limited, stop := context.WithTimeout(ctx, r.Limit)
	defer stop()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(limited, r.Program, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 20 * time.Second
	err = cmd.Run()
	if ctx.Err() != nil {
		return nil, nil, 0, ctx.Err()
	}
	var exit *exec.ExitError
	switch {
	case limited.Err() != nil:
		return stdout.Bytes(), fmt.Appendf(nil, "it took longer than %s", r.Limit), -1, nil
	case errors.As(err, &exit):
		code = exit.ExitCode()
	case err != nil:
		return nil, []byte(err.Error()), -1, nil
	}
	return stdout.Bytes(), stderr.Bytes(), code, nil
}

// lastLines are what a program said in the end, from the line that lightshipctl puts its name before.
func lastLines(said []byte) string {
	text := strings.TrimSpace(string(said))
	if i := strings.LastIndex(text, "lightshipctl: "); i >= 0 {
		text = strings.TrimPrefix(text[i:], "lightshipctl: ")
	} else {
		text = text[strings.LastIndexByte(text, '\n')+1:]
	}
	return strings.Join(strings.Fields(text), " ")
}
