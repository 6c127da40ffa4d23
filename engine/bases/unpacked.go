package bases

import (
	"context"
	"fmt"
	"io"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// onDisk returns the bytes of an image's unpacked layers. No manifest says them: layers below Settings.ExactBelow are
// streamed through a decompressor and counted, larger ones (and those that fail) are estimated, which marks the sum.
func (r *Registry) onDisk(ctx context.Context, ref string, img v1.Image, digest v1.Hash) (int64, bool) {
	if n, ok := r.cache.unpacked(digest); ok {
		return n, false
	}
	layers, err := img.Layers()
	if err != nil {
		return -1, true
	}
	var sum int64
	estimated := false
	for _, l := range layers {
		size, err := l.Size()
		if err != nil {
			return -1, true
		}
		n, err := int64(0), error(nil)
		if size < r.settings.ExactBelow {
			n, err = unpackedBytes(ctx, l)
		}
		if size >= r.settings.ExactBelow || err != nil {
			r.warnIf(err, "read a layer of "+ref)
			n, estimated = estimate(ref, size), true
		}
		sum += n
	}
	if !estimated {
		r.warnIf(r.cache.keepUnpacked(digest, sum), "keep the size of "+ref)
	}
	return sum, estimated
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
