package image

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"github.com/docker/go-units"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Blob is one layer as it is stored or sent.
type Blob struct {
	// Digest is that of the bytes that Open reads, DiffID that of the tar in them.
	Digest, DiffID v1.Hash
	// Size is how many bytes Open reads.
	Size int64
	// MediaType may be empty.
	MediaType types.MediaType
	// Verified says that the bytes are compared with Digest by what Open returns, whose Read then fails.
	Verified bool
	Open     func() (io.ReadCloser, error)
}

// layerStream is the unpacked tar of one layer, with the blob's digest taken on the way.
type layerStream struct {
	io.Reader
	blob io.ReadCloser
	raw  *bufio.Reader
	// sum is nil when somebody else takes the digest.
	sum  hash.Hash
	want v1.Hash
	// tar is the digest of what was unpacked so far, diffID what it has to be in the end.
	tar    hash.Hash
	diffID v1.Hash
	finish func()
}

// openLayer starts to read b. Media types are often wrong in the wild, so that the first bytes decide between gzip,
// zstd and plain tar. Every read looks at ctx first; read is told how many bytes of the blob were read.
func openLayer(ctx context.Context, b Blob, read func(int)) (*layerStream, error) {
	if strings.HasSuffix(string(b.MediaType), "+encrypted") {
		return nil, fmt.Errorf("%w: it is encrypted", ErrBrokenLayer)
	}
	blob, err := b.Open()
	if err != nil {
		return nil, fmt.Errorf("open its blob: %w", err)
	}
	s := &layerStream{blob: blob, want: b.Digest, tar: sha256.New(), diffID: b.DiffID, finish: func() {}}
	var from io.Reader = &watchedReader{ctx: ctx, from: blob, read: read}
	if !b.Verified {
		s.sum = sha256.New()
		from = io.TeeReader(from, s.sum)
	}
	s.raw = bufio.NewReaderSize(from, 1<<18)
	if err := s.decompress(); err != nil {
		s.Close()
		return nil, err
	}
	s.Reader = io.TeeReader(s.Reader, s.tar)
	return s, nil
}

func (s *layerStream) decompress() error {
	magic, err := s.raw.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return readError(err)
	}
	switch {
	case strings.HasPrefix(string(magic), "\x1f\x8b"):
		r, err := gzip.NewReader(s.raw)
		if err != nil {
			return readError(err)
		}
		s.Reader = r
	case string(magic) == "\x28\xb5\x2f\xfd":
		r, err := zstd.NewReader(s.raw, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(1<<30))
		if err != nil {
			return readError(err)
		}
		s.Reader, s.finish = r, r.Close
	default:
		s.Reader = s.raw
	}
	return nil
}

// Verify reads what is left of the blob and says whether it is the blob that the manifest names, and what was unpacked of it,
// which has to be all, the layer that the config names.
func (s *layerStream) Verify() error {
	if got := hex.EncodeToString(s.tar.Sum(nil)); s.diffID.Algorithm == "sha256" && got != s.diffID.Hex {
		return fmt.Errorf("%w: it unpacks to sha256:%s, which is not its diff ID %s", ErrBrokenLayer, got, s.diffID)
	}
	if _, err := io.Copy(io.Discard, s.raw); err != nil {
		return readError(err)
	}
	if s.sum == nil {
		return nil
	}
	if got := hex.EncodeToString(s.sum.Sum(nil)); s.want.Algorithm == "sha256" && got != s.want.Hex {
		return fmt.Errorf("%w: its bytes have the digest sha256:%s", ErrBrokenLayer, got)
	}
	return nil
}

// Close ends the reading; it may be called before the end was reached.
func (s *layerStream) Close() error {
	s.finish()
	return s.blob.Close()
}

// readError marks err as a broken layer unless the reading was cancelled.
func readError(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: it is cut short: %w", ErrBrokenLayer, err)
	}
	return fmt.Errorf("%w: %w", ErrBrokenLayer, err)
}

func isZstd(t types.MediaType) bool {
	return strings.HasSuffix(string(t), "zstd")
}

// watchedReader looks at ctx before every read and tells how much was read.
type watchedReader struct {
	ctx  context.Context
	from io.Reader
	read func(int)
}

func (w *watchedReader) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := w.from.Read(p)
	w.read(n)
	return n, err
}

const (
	// unfoldFloor is how many bytes any layer may unfold to, unfoldRatio how many times its compressed size: deflate
	// reaches 1032, what people ship stays below 100.
	unfoldFloor = 1 << 30
	unfoldRatio = 250
)

// unfoldLimit is the most bytes that a blob may unfold to.
func unfoldLimit(compressed, floor int64) int64 {
	if floor == 0 {
		floor = unfoldFloor
	}
	return max(floor, unfoldRatio*compressed)
}

// countedReader counts the bytes that were read through it, and fails when there are more than its limit; 0 is none.
type countedReader struct {
	from  io.Reader
	n     int64
	limit int64
}

func (c *countedReader) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += int64(n)
	if c.limit > 0 && c.n > c.limit {
		return 0, fmt.Errorf("it unfolds to more than %s, far more than a layer of its size holds", units.HumanSize(float64(c.limit)))
	}
	return n, err
}
