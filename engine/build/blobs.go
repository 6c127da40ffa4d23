package build

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/containerd/containerd/v2/core/content"
	"github.com/containerd/containerd/v2/core/content/proxy"
	"github.com/containerd/errdefs"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/moby/buildkit/client"
	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// ErrNoBlob is a blob that BuildKit does not have, or not all of it yet.
var ErrNoBlob = errors.New("BuildKit does not have this blob")

// readAhead is how many bytes of a blob are asked for at once: each time costs a call to BuildKit.
const readAhead = 1 << 20

// Blob returns the bytes and the size of a blob that the engine's BuildKit has in its content store, such as a layer of
// a base that it has pulled. It starts no BuildKit. The error is ErrNoBlob when the blob is not there, or not yet, and
// another when this BuildKit gives no blobs away.
func (e *Engine) Blob(ctx context.Context, blob v1.Hash) (io.ReadCloser, int64, error) {
	address := e.running()
	if address == "" {
		return nil, 0, ErrNoBlob
	}
	r, size, err := openBlob(ctx, address, digest.Digest(blob.String()))
	if errdefs.IsNotFound(err) {
		return nil, 0, ErrNoBlob
	}
	return r, size, err
}

// running is the address of the BuildKit that answers now, empty when none does.
func (e *Engine) running() string {
	if e.Info().State != EngineReady {
		return ""
	}
	if e.settings.Host != "" {
		return e.settings.Host
	}
	e.opening.Lock()
	defer e.opening.Unlock()
	if e.daemon == nil {
		return ""
	}
	return e.daemon.Address()
}

// openBlob opens a blob; the error is errdefs.ErrNotFound when BuildKit does not have all of it.
func openBlob(ctx context.Context, address string, blob digest.Digest) (_ io.ReadCloser, size int64, err error) {
	c, err := newClient(ctx, address)
	if err != nil {
		return nil, 0, err
	}
	defer func() {
		if err != nil {
			c.Close()
		}
	}()
	store := proxy.NewContentStore(c.ContentClient())
	info, err := store.Info(ctx, blob)
	if err != nil {
		return nil, 0, fmt.Errorf("ask BuildKit for %s: %w", blob, err)
	}
	at, err := store.ReaderAt(ctx, ocispec.Descriptor{Digest: blob, Size: info.Size})
	if err != nil {
		return nil, 0, fmt.Errorf("read %s from BuildKit: %w", blob, err)
	}
	section := io.NewSectionReader(at, 0, info.Size)
	return &blobReader{Reader: bufio.NewReaderSize(section, readAhead), at: at, client: c}, info.Size, nil
}

// blobReader reads a blob over a connection of its own.
type blobReader struct {
	io.Reader
	at     content.ReaderAt
	client *client.Client
}

func (b *blobReader) Close() error { return errors.Join(b.at.Close(), b.client.Close()) }
