package image

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"sort"
	"sync"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"golang.org/x/sync/errgroup"
)

// readParts reads every layer of img once, or what is kept of it.
func readParts(ctx context.Context, img v1.Image, o Options) (*parts, []*index, error) {
	p, err := openParts(img)
	if err != nil {
		return nil, nil, err
	}
	indexes, err := readLayers(ctx, p, o)
	return p, indexes, err
}

// readLayers indexes every layer of p, as many at a time as there are cores, the biggest first. A layer that stands
// twice in the image is read once.
func readLayers(ctx context.Context, p *parts, o Options) ([]*index, error) {
	total := int64(0)
	first := map[v1.Hash]int{}
	var order []int
	for i, d := range p.manifest.Layers {
		if _, twice := first[d.Digest]; !twice {
			first[d.Digest] = i
			order = append(order, i)
			total += d.Size
		}
	}
	sort.SliceStable(order, func(a, b int) bool {
		return p.manifest.Layers[order[a]].Size > p.manifest.Layers[order[b]].Size
	})
	indexes := make([]*index, len(p.v1Layers))
	progress := newProgress(total, o.Progress)
	group, ctx := errgroup.WithContext(ctx)
	count := &entries{}
	parallel := runtime.GOMAXPROCS(0)
	group.SetLimit(parallel)
	readers := make(chan *contentReader, parallel)
	for range parallel {
		readers <- &contentReader{}
	}
	for _, i := range order {
		group.Go(func() error {
			content := <-readers
			defer func() { readers <- content }()
			ix, err := p.readLayer(ctx, i, o, content, progress, count)
			if err != nil {
				return fmt.Errorf("read layer %d of %d (%s): %w", i+1, len(indexes), p.manifest.Layers[i].Digest, err)
			}
			indexes[i] = ix
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	progress.end()
	for i, d := range p.manifest.Layers {
		indexes[i] = indexes[first[d.Digest]]
	}
	return indexes, nil
}

// readLayer returns the index of layer i, from the cache when it is there.
func (p *parts) readLayer(ctx context.Context, i int, o Options, content *contentReader, progress *progress, count *entries) (*index, error) {
	d := p.manifest.Layers[i]
	return readBlob(ctx, Blob{
		Digest: d.Digest, DiffID: p.config.RootFS.DiffIDs[i], Size: d.Size, MediaType: d.MediaType, Verified: o.Verified,
		Open: p.v1Layers[i].Compressed,
	}, o, content, progress, count)
}

// KeepIndex reads a layer whose image is not there yet and keeps its index in o's CacheDir, where Analyze finds it. A
// layer whose index is there already is not opened. open returns the layer as it is stored and its bytes. The errors
// are open's and those of Analyze.
func KeepIndex(ctx context.Context, digest, diffID v1.Hash, open func() (io.ReadCloser, int64, error), o Options) error {
	if o.CacheDir == "" || hasIndex(o.CacheDir, diffID) {
		return nil
	}
	stored, size, err := open()
	if err != nil {
		return err
	}
	progress := newProgress(size, o.Progress)
	b := Blob{
		Digest: digest, DiffID: diffID, Size: size, Verified: o.Verified,
		Open: func() (io.ReadCloser, error) { return stored, nil },
	}
	if _, err := readBlob(ctx, b, o, &contentReader{}, progress, &entries{}); err != nil {
		return fmt.Errorf("read layer %s: %w", digest, err)
	}
	progress.end()
	return nil
}

func readBlob(ctx context.Context, b Blob, o Options, content *contentReader, progress *progress, count *entries) (*index, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if ix := loadIndex(o.CacheDir, b.DiffID); ix != nil {
		if err := count.takeAll(ix); err != nil {
			return nil, err
		}
		progress.add(int(b.Size))
		return ix, nil
	}
	s, err := openLayer(ctx, b, progress.add)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	ix, err := indexTar(s, unfoldLimit(b.Size, o.MaxUnfolded), content, count)
	if err != nil {
		return nil, err
	}
	if err := s.Verify(); err != nil {
		return nil, err
	}
	storeIndex(o.CacheDir, b.DiffID, ix)
	return ix, nil
}

// progress adds up what the layers' readers read.
type progress struct {
	mu          sync.Mutex
	done, total int64
	told        time.Time
	tell        func(done, total int64)
}

func newProgress(total int64, tell func(done, total int64)) *progress {
	return &progress{total: total, tell: tell}
}

func (p *progress) add(n int) {
	if p.tell == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done += int64(n)
	if time.Since(p.told) < 100*time.Millisecond {
		return
	}
	p.told = time.Now()
	p.tell(p.done, p.total)
}

func (p *progress) end() {
	if p.tell == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tell(p.total, p.total)
}
