package build

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// askEvery is the pause between two questions to a BuildKit that builds whether it is still there.
const askEvery = 5 * time.Second

// whileAnswering gives a context that ends, with ErrNoAnswer as its cause, when the BuildKit at address does not answer a
// question any more: one that was stopped or hangs would be waited for for ever. end stops the asking; it must be called.
func whileAnswering(ctx context.Context, address string) (_ context.Context, end func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		c, err := newClient(ctx, address)
		if err != nil {
			return // the build says it
		}
		defer c.Close()
		if err := keepAsking(ctx, func(ctx context.Context) error { _, err := c.Info(ctx); return err }); err != nil {
			cancel(err)
		}
	}()
	return ctx, func() { cancel(context.Canceled); <-done }
}

// keepAsking asks until ctx is done, or until a question is not answered within reachWithin; a refusal is an answer.
func keepAsking(ctx context.Context, ask func(context.Context) error) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(askEvery):
		}
		within, cancel := context.WithTimeout(ctx, reachWithin)
		_ = ask(within)
		late := within.Err() != nil && ctx.Err() == nil
		cancel()
		if late {
			return fmt.Errorf("%w: no word from BuildKit for %s", ErrNoAnswer, reachWithin)
		}
	}
}

// unreached says why a BuildKit was not reached: ErrNoAnswer when it was asked and the time ran out.
func unreached(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("%w: no word from BuildKit for %s: %w", ErrNoAnswer, reachWithin, err)
	}
	return err
}
