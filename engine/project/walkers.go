package project

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// walkers run steps of a walk at the same time, a limited number of them; the first error ends all.
type walkers struct {
	group *errgroup.Group
	ctx   context.Context
}

func newWalkers(ctx context.Context, limit int) *walkers {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(limit)
	return &walkers{group: g, ctx: ctx}
}

// do runs a step in a goroutine and waits for a free one; only the walk's starter may call it.
func (w *walkers) do(step func(context.Context) error) {
	w.group.Go(func() error { return step(w.ctx) })
}

// share runs a step in a goroutine when one is free, else at once in this one, so that steps may share steps.
func (w *walkers) share(ctx context.Context, step func(context.Context) error) error {
	if w.group.TryGo(func() error { return step(w.ctx) }) {
		return nil
	}
	return step(ctx)
}

func (w *walkers) wait() error { return w.group.Wait() }
