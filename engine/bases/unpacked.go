package bases

import (
	"context"
	"fmt"
	"io"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// onDisk returns the bytes of an image's unpacked layers. No manifest says them: an image whose download is below
// Settings.ExactBelow is streamed through a decompressor and counted, a larger one (or one that fails) is estimated, which
// the second result says.
func (r *Registry) onDisk(ctx context.Context, ref string, img v1.Image, digest v1.Hash, download int64) (int64, bool) {
	if n, ok := r.cache.unpacked(digest); ok {
		return n, false
	}
	if download >= r.settings.ExactBelow {
		return estimate(ref, download), true
	}
	layers, err := img.Layers()
	if err != nil {
		return estimate(ref, download), true
	}
	var sum int64
	for _, l := range layers {
		n, err := unpackedBytes(ctx, l)
		if err != nil {
			r.warnIf(err, "read a layer of "+ref)
			return estimate(ref, download), true
		}
		sum += n
	}
	r.warnIf(r.cache.keepUnpacked(digest, sum), "keep the size of "+ref)
	return sum, false
}

// unpackedBytes streams a layer and counts the bytes of its tar.
func unpackedBytes(ctx context.Context, l v1.Layer) (int64, error) {
	tar, err := l.Uncompressed()
	if err != nil {
		return 0, fmt.Errorf("open layer: %w", err)
	}
	n, err := io.Copy(io.Discard, readerWithContext{ctx, tar})
	if err != nil {
		tar.Close()
		return 0, fmt.Errorf("read layer: %w", err)
	}
	if err := tar.Close(); err != nil {
		return 0, fmt.Errorf("close layer: %w", err)
	}
	return n, nil
}

// readerWithContext stops reading when its context is done.
type readerWithContext struct {
	ctx context.Context
	r   io.Reader
}

// Read reads from the underlying reader unless the context is done.
func (r readerWithContext) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
