package image

import (
	"context"
	"fmt"
	"runtime"
	"sort"
	"sync"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"golang.org/x/sync/errgroup"
)

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
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, i := range order {
		group.Go(func() error {
			ix, err := p.readLayer(ctx, i, o, progress)
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
func (p *parts) readLayer(ctx context.Context, i int, o Options, progress *progress) (*index, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d, diffID := p.manifest.Layers[i], p.config.RootFS.DiffIDs[i]
	if ix := loadIndex(o.CacheDir, diffID); ix != nil {
		progress.add(int(d.Size))
		return ix, nil
	}
	s, err := openLayer(ctx, p.v1Layers[i], d, progress.add)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	ix, err := indexTar(s, unfoldLimit(d.Size, o.MaxUnfolded))
	if err != nil {
		return nil, err
	}
	if err := s.Verify(); err != nil {
		return nil, err
	}
	storeIndex(o.CacheDir, diffID, ix)
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
