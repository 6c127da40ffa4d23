package build

import (
	"context"
	"time"

	"github.com/moby/buildkit/client"

	"lightship/engine/secret"
)

// run is one build under way: it adds up the events and publishes them.
type run struct {
	account *account
	publish func(Progress)
	raw     chan<- *client.SolveStatus
	secrets *secret.Masker
}

// outcome is what Solve returned.
type outcome struct {
	response *client.SolveResponse
	err      error
}

// solve has BuildKit build, and publishes until it is done. When ctx is done it returns within cancelWithin and a
// little, even if BuildKit does not answer any more. A registry that sends nothing any more is given up as a *BaseError.
func (r *run) solve(ctx context.Context, address string, options client.SolveOpt) (*client.SolveResponse, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	c, err := newClient(ctx, address)
	if err != nil {
		return nil, err
	}
	events := make(chan *client.SolveStatus)
	done := make(chan outcome, 1)
	go func() {
		response, err := c.Solve(ctx, nil, options, events)
		done <- outcome{response, err}
	}()
	var stall error
	out, drained := r.follow(ctx, events, done, func(err error) { stall = err; cancel(err) })
	c.Close()
	if !drained {
		// Cut off from BuildKit, Solve ends at once; nobody waits for its last events.
		go func() {
			for range events {
			}
		}()
	}
	if stall != nil && out.err != nil {
		return nil, stall
	}
	return out.response, out.err
}

// follow takes events until Solve closes them and publishes what they add up to. It gives up on Solve when ctx is done
// and cancelWithin has passed, and then reports that events are still to be drained. giveUp is told once when a registry
// has kept the build waiting for too long, and ends ctx.
func (r *run) follow(
	ctx context.Context, events <-chan *client.SolveStatus, done <-chan outcome, giveUp func(error),
) (outcome, bool) {
	tick := time.NewTicker(publishEvery)
	defer tick.Stop()
	var patience <-chan time.Time
	canceled := ctx.Done()
	changed := true
	for {
		select {
		case event, ok := <-events:
			if !ok {
				return <-done, true
			}
			event = maskedEvent(event, r.secrets)
			r.account.add(event)
			r.pass(ctx, event)
			changed = true
		case <-tick.C:
			if changed {
				r.publish(r.account.snapshot())
				changed = false
			}
			if err := r.account.stalled(time.Now()); err != nil && canceled != nil {
				giveUp(err)
			}
		case <-canceled:
			canceled = nil
			patience = time.After(cancelWithin)
		case <-patience:
			return outcome{err: context.Cause(ctx)}, false
		}
	}
}

// pass hands an event on to who wanted them raw.
func (r *run) pass(ctx context.Context, event *client.SolveStatus) {
	if r.raw == nil {
		return
	}
	select {
	case r.raw <- event:
	case <-ctx.Done():
	}
}

// finish closes the account and publishes it for the last time.
func (r *run) finish(err error) {
	r.account.end(time.Now(), err != nil)
	r.publish(r.account.snapshot())
	if r.raw != nil {
		close(r.raw)
	}
}
