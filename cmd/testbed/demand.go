package main

import (
	"context"
	"fmt"
	"sync"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// demand builds images when they are first asked for. A build goes on when the one who asked goes away: others wait for
// it, and who asks again wants it.
type demand struct {
	bed *bed
	ctx context.Context

	mu     sync.Mutex
	builds map[string]*building
	all    sync.WaitGroup
}

// building is an image that is being built; done is closed when index and err are there.
type building struct {
	done  chan struct{}
	index v1.Hash
	err   error
}

// newDemand builds until ctx ends.
func newDemand(ctx context.Context, b *bed) *demand {
	return &demand{bed: b, ctx: ctx, builds: map[string]*building{}}
}

// index is the digest of the image index for a full reference, built first unless the store has it. It gives up waiting
// when ctx ends.
func (d *demand) index(ctx context.Context, ref string) (v1.Hash, error) {
	r, err := d.bed.recipes.Find(ref)
	if err != nil {
		return v1.Hash{}, err
	}
	job := d.job(r.Name, ref)
	select {
	case <-job.done:
		return job.index, job.err
	case <-ctx.Done():
		return v1.Hash{}, ctx.Err()
	}
}

// job is the build of the image called title, begun now unless it is under way or done. One that failed is begun anew.
func (d *demand) job(title, ref string) *building {
	d.mu.Lock()
	defer d.mu.Unlock()
	if job, ok := d.builds[title]; ok {
		return job
	}
	job := &building{done: make(chan struct{})}
	d.builds[title] = job
	d.all.Go(func() {
		defer close(job.done)
		if job.index, job.err = d.build(title, ref); job.err != nil {
			d.bed.baker.Progress(fmt.Sprintf("%s: %v", title, job.err))
			d.mu.Lock()
			delete(d.builds, title)
			d.mu.Unlock()
		}
	})
	return job
}

func (d *demand) build(title, ref string) (v1.Hash, error) {
	img, ok, err := d.bed.baker.Built(title)
	if err != nil || ok {
		return img.Index, err
	}
	d.bed.baker.Progress(title + ": " + ref + " is asked for, building")
	if err := d.bed.baker.Bake(d.ctx, []string{title}); err != nil {
		return v1.Hash{}, err
	}
	img, ok, err = d.bed.baker.Built(title)
	if err == nil && !ok {
		err = fmt.Errorf("it vanished from %s while it was built", d.bed.store.Dir())
	}
	return img.Index, err
}

// wait returns when no build is under way.
func (d *demand) wait() { d.all.Wait() }
