package session

import (
	"context"
	"errors"
	"io"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/bases"
	"lightship/engine/build"
	"lightship/engine/image"
)

// lookEvery is how often BuildKit is asked whether it has pulled a layer.
const lookEvery = 150 * time.Millisecond

// blobSource is an engine that gives away the layers its BuildKit has pulled; *build.Engine is one.
type blobSource interface {
	// Blob returns the bytes of a blob and their number, build.ErrNoBlob while it is not there.
	Blob(ctx context.Context, digest v1.Hash) (io.ReadCloser, int64, error)
}

// awaitBase gives a rebuild the facts of the before image's base, now or when they come.
func (s *Session) awaitBase(r rebuild) {
	st := &s.state
	st.baseKnown = func(f bases.Facts) { r.base <- f }
	if f, ok := st.facts[s.state.currentBase()]; ok {
		st.baseKnown(f)
		st.baseKnown = nil
	}
}

// readBase reads the layers of the before image's base as soon as BuildKit has pulled them: it then unpacks them with
// one core, and the analysis of the before image, which would want the cores while the after image is built, finds most
// of its work done. What it returns ends the reading after the layer that is read then, and waits for that. Whatever
// fails here is read, and fails if it must, in the analysis.
func (s *Session) readBase(ctx context.Context, r rebuild) (end func()) {
	source, ok := s.settings.Engine.(blobSource)
	if !ok {
		return func() {}
	}
	enough, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	s.work(func() {
		defer close(ended)
		select {
		case f := <-r.base:
			if err := readLayers(ctx, enough, source, f, r.cache); err != nil && enough.Err() == nil {
				s.settings.Log.WithError(err).Info("base not read while it is pulled")
			}
		case <-enough.Done():
		}
	})
	return func() { stop(); <-ended }
}

// readLayers reads the layers of an image one after the other, each when BuildKit has it, until it is enough.
func readLayers(ctx, enough context.Context, source blobSource, f bases.Facts, cache string) error {
	if len(f.LayerDigests) != len(f.DiffIDs) {
		return nil
	}
	for i, digest := range f.LayerDigests {
		open := func() (io.ReadCloser, int64, error) { return pulled(ctx, enough, source, digest) }
		if err := image.KeepIndex(ctx, digest, f.DiffIDs[i], open, image.Options{CacheDir: cache}); err != nil {
			return err
		}
	}
	return nil
}

// pulled waits until BuildKit has a blob, or until it is enough.
func pulled(ctx, enough context.Context, source blobSource, digest v1.Hash) (io.ReadCloser, int64, error) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if err := enough.Err(); err != nil {
			return nil, 0, err
		}
		blob, size, err := source.Blob(ctx, digest)
		if !errors.Is(err, build.ErrNoBlob) {
			return blob, size, err
		}
		select {
		case <-tick.C:
		case <-enough.Done():
			return nil, 0, enough.Err()
		}
	}
}
