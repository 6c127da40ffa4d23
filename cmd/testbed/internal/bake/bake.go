// Package bake builds the images of recipes into the store. What several images need, a Debian tree or a package, is
// made once; images are built side by side.
package bake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"lightship/cmd/testbed/internal/recipe"
	"lightship/cmd/testbed/internal/store"
)

// HostCABundle is where Debian and Ubuntu keep the CA bundle.
const HostCABundle = "/etc/ssl/certs/ca-certificates.crt"

// Settings are what a Baker works with.
type Settings struct {
	Recipes *recipe.Set
	Store   *store.Store
	// BinDir has the programs that recipes name as tools; one that is not there is built with the go command.
	BinDir string
	// HostCA is the path of this computer's CA bundle.
	HostCA string
	// Progress is told each thing that is begun or done, from several goroutines.
	Progress func(line string)
}

// Baker builds images.
type Baker struct {
	Settings
	hostCA []byte
	local  recipe.Local
	// work lets as many layers be written at a time as there are processors.
	work chan struct{}
	// growing lets as many trees grow at a time.
	growing chan struct{}

	mu   sync.Mutex
	once map[string]func() (any, error)
	// wanted are the Debian packages to download, by suite.
	wanted map[string][]string
	// download lets one download of packages run at a time.
	download sync.Mutex

	// building lets one goroutine at a time change users and unlock: users counts the calls of Bake that work under
	// the store's lock, which the last of them gives up with unlock.
	building chan struct{}
	users    int
	unlock   func()
}

// New reads this computer's CA bundle and makes a Baker. It fails when there is no bundle.
func New(s Settings) (*Baker, error) {
	ca, err := os.ReadFile(s.HostCA)
	if err != nil {
		return nil, fmt.Errorf("read this computer's CA bundle (on Debian or Ubuntu: apt-get install ca-certificates): %w", err)
	}
	digest := sha256.Sum256(ca)
	b := &Baker{
		Settings: s, hostCA: ca, work: make(chan struct{}, runtime.NumCPU()),
		growing: make(chan struct{}, runtime.NumCPU()), once: map[string]func() (any, error){},
		wanted: map[string][]string{}, building: make(chan struct{}, 1),
	}
	b.local = recipe.Local{HostCA: hex.EncodeToString(digest[:]), Tool: b.toolDigest}
	return b, nil
}

// Built is the image of the recipe called title when the store has it; ok says so. It uses no network.
func (b *Baker) Built(title string) (img store.Image, ok bool, err error) {
	hash, err := b.Recipes.Hash(title, b.local)
	if err != nil {
		return store.Image{}, false, err
	}
	img, ok = b.Store.Image(title, hash)
	return img, ok, nil
}

// Bake builds the images of the recipes called titles that the store has not, and of those that they stand on. It may
// be called from several goroutines.
func (b *Baker) Bake(ctx context.Context, titles []string) error {
	if done, err := b.all(titles); err != nil || done {
		return err
	}
	if err := b.lock(ctx); err != nil {
		return err
	}
	defer b.release()
	b.want(titles)
	group, ctx := errgroup.WithContext(ctx)
	for _, title := range titles {
		group.Go(func() error {
			_, err := b.image(ctx, title)
			return err
		})
	}
	return group.Wait()
}

// lock takes the store's lock for this process, unless another call of Bake has it.
func (b *Baker) lock(ctx context.Context) error {
	select {
	case b.building <- struct{}{}:
		defer func() { <-b.building }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if b.users == 0 {
		unlock, err := b.Store.Lock(ctx, func() { b.Progress("waiting for another testbed that builds") })
		if err != nil {
			return err
		}
		b.unlock = unlock
	}
	b.users++
	return nil
}

func (b *Baker) release() {
	b.building <- struct{}{}
	defer func() { <-b.building }()
	if b.users--; b.users == 0 {
		b.unlock()
	}
}

func (b *Baker) all(titles []string) (bool, error) {
	for _, title := range titles {
		if _, ok, err := b.Built(title); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

// shared does what key names once and gives everybody its result; what failed is done anew by who asks next.
func shared[T any](b *Baker, key string, do func() (T, error)) (T, error) {
	b.mu.Lock()
	run, ok := b.once[key]
	if !ok {
		run = sync.OnceValues(func() (any, error) { return do() })
		b.once[key] = run
	}
	b.mu.Unlock()
	got, err := run()
	if err != nil {
		b.mu.Lock()
		delete(b.once, key)
		b.mu.Unlock()
	}
	result, _ := got.(T)
	return result, err
}

// write keeps what fill writes as a layer.
func (b *Baker) write(ctx context.Context, fill func(w *store.BlobWriter) error) (store.Blob, error) {
	select {
	case b.work <- struct{}{}:
		defer func() { <-b.work }()
	case <-ctx.Done():
		return store.Blob{}, ctx.Err()
	}
	w, err := b.Store.NewBlob()
	if err != nil {
		return store.Blob{}, err
	}
	defer w.Abort()
	if err := errors.Join(fill(w), ctx.Err()); err != nil {
		return store.Blob{}, err
	}
	return w.Commit()
}
