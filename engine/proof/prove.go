package proof

import (
	"context"
	"errors"
	"slices"
	"time"

	"lightship/engine/build"
	"lightship/engine/proof/record"
)

// Prove starts before twice and after once, and compares them. step is told what is done now, and may be nil. When ctx is
// done all containers end at once. It fails with the engine's errors and ctx's; that a program does not run is no error.
func Prove(ctx context.Context, engine *build.Engine, before, after Image, s Settings, step func(string)) (*Result, error) {
	began := time.Now()
	if step == nil {
		step = func(string) {}
	}
	runs, err := startAll(ctx, engine, before, after, s, step)
	if err == nil && len(runs.Before.Trace.Raised) > 0 && !s.Untraced {
		// Traced, these programs have fewer rights than in earnest.
		step("starting both again, untraced")
		s.Untraced = true
		runs, err = startAll(ctx, engine, before, after, s, step)
	}
	var platform *platformError
	switch {
	case errors.As(err, &platform):
		return &Result{Verdict: Unknown, Reasons: []Reason{{Kind: OtherPlatform, Subject: platform.want}}, Took: time.Since(began)}, nil
	case errors.Is(err, errOverran):
		return &Result{Verdict: Unknown, Reasons: []Reason{{Kind: Overran}}, Took: time.Since(began)}, nil
	case err != nil:
		return nil, err
	}
	result := Compare(runs, s)
	if onlySlower(result) {
		// A computer that was busy with something else is no difference of the images.
		step("starting both again: after was slow")
		if runs, err = startAll(ctx, engine, before, after, s, step); err != nil {
			return nil, err
		}
		result = Compare(runs, s)
	}
	result.causes(before, after, s)
	result.Took = time.Since(began)
	return result, nil
}

// onlySlower says whether nothing differs but how long it takes to listen.
func onlySlower(r *Result) bool {
	rows := r.Differing()
	return len(rows) > 0 && !slices.ContainsFunc(rows, func(row Row) bool { return row.Kind != Ready })
}

// Runs are those that are compared.
type Runs struct{ Before, Again, After *Run }

// platformError is an image for another platform than the engine's.
type platformError struct{ want string }

func (e *platformError) Error() string { return "containers of " + e.want + " can't be started here" }

// running is a run under way.
type running struct {
	// quiet is closed when its program was asked all, asked is then what; done when it has ended.
	quiet, done chan struct{}
	asked       []record.Probe
	run         *Run
	err         error
}

// startAll starts the three runs. Each begins when the one before it is only watched any more, so that none slows another
// down and all are watched at the same time.
func startAll(ctx context.Context, engine *build.Engine, before, after Image, s Settings, step func(string)) (Runs, error) {
	files, err := files(engine)
	if err != nil {
		return Runs{}, err
	}
	var runs Runs
	err = engine.Inside(ctx, files, func(ctx context.Context, m *build.Machine) error {
		for _, image := range []Image{before, after} {
			if image.Platform != "" && image.Platform != m.Platform {
				return &platformError{image.Platform}
			}
		}
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		var all []*running
		for i, image := range []Image{before, before, after} {
			step([]string{"starting before", "starting before once more", "starting after"}[i])
			spec := specOf(image, s)
			if i > 0 {
				spec.Probes, spec.Discover = all[0].asked, false
				spec.Times.Ready = max(spec.Times.Ready, specOf(before, s).Times.Ready)
				spec.Ports = ports(spec.Ports, all[0].asked)
			}
			r := begin(ctx, m, image, s, spec)
			all = append(all, r)
			if !r.settled() {
				break
			}
		}
		cancelled := false
		for _, r := range all {
			<-r.done
			if r.err != nil && !cancelled {
				cancel()
				cancelled, err = true, r.err
			}
		}
		if cancelled {
			return err
		}
		runs = Runs{all[0].run, all[1].run, all[2].run}
		return nil
	})
	if errors.Is(err, errOverran) {
		return runs, errOverran
	}
	return runs, err
}

// begin starts a run.
func begin(ctx context.Context, m *build.Machine, image Image, s Settings, spec record.Spec) *running {
	r := &running{quiet: make(chan struct{}), done: make(chan struct{})}
	go func() {
		defer close(r.done)
		r.run, r.err = one(ctx, m, image, s, spec, func(asked []record.Probe) {
			r.asked = asked
			close(r.quiet)
		})
	}()
	return r
}

// settled waits until the program was asked all, or has ended, and tells whether the run went well until then.
func (r *running) settled() bool {
	select {
	case <-r.quiet:
		return true
	case <-r.done:
		return r.err == nil
	}
}

// ports are those that are waited for: the ones an image names, or the ones that the image before was asked on.
func ports(named []int, asked []record.Probe) []int {
	if len(named) > 0 {
		return named
	}
	var all []int
	for _, p := range asked {
		if p.Port > 0 && !slices.Contains(all, p.Port) {
			all = append(all, p.Port)
		}
	}
	return all
}
