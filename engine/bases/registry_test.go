package bases

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"lightship/engine/image"
)

// loopback is a real registry on this computer, with a buildkitd.toml that makes it the mirror of docker.io and gcr.io.
type loopback struct {
	server   *httptest.Server
	host     string
	config   string
	requests atomic.Int64
	// broken makes every request fail with this status when it is not 0.
	broken atomic.Int64
}

func newLoopback(t *testing.T) *loopback {
	t.Helper()
	l := &loopback{}
	handler := registry.New(registry.Logger(log.New(io.Discard, "", 0)))
	l.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.requests.Add(1)
		if status := l.broken.Load(); status != 0 {
			http.Error(w, "switched off", int(status))
			return
		}
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(l.server.Close)
	l.host = strings.TrimPrefix(l.server.URL, "http://")
	l.config = filepath.Join(t.TempDir(), "buildkitd.toml")
	text := fmt.Sprintf("[registry.\"docker.io\"]\n  mirrors = [%q]\n[registry.\"gcr.io\"]\n  mirrors = [%q]\n[registry.%q]\n  http = true\n",
		l.host, l.host, l.host)
	if err := os.WriteFile(l.config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return l
}

func (l *loopback) registry(t *testing.T, cacheDir string) *Registry {
	t.Helper()
	return NewRegistry(Settings{CacheDir: cacheDir, BuildkitdConfig: l.config, Keychain: authn.NewMultiKeychain()})
}

// publish pushes an index with an image for linux/amd64 and an attestation, and returns the image.
func (l *loopback) publish(t *testing.T, repo string) v1.Image {
	t.Helper()
	img, err := random.Image(20_000, 2)
	if err != nil {
		t.Fatal(err)
	}
	layers, err := img.Layers()
	if err != nil {
		t.Fatal(err)
	}
	// The same blob twice: a digest is counted once.
	if img, err = mutate.AppendLayers(img, layers[0]); err != nil {
		t.Fatal(err)
	}
	config, err := img.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	config = config.DeepCopy()
	config.OS, config.Architecture = "linux", "amd64"
	config.Config.Labels = map[string]string{image.StandInLabel: "made for a test"}
	if img, err = mutate.ConfigFile(img, config); err != nil {
		t.Fatal(err)
	}
	attestation, err := random.Image(500, 1)
	if err != nil {
		t.Fatal(err)
	}
	index := mutate.AppendManifests(empty.Index,
		mutate.IndexAddendum{Add: attestation, Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: "unknown", Architecture: "unknown"}}},
		mutate.IndexAddendum{Add: img, Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: "linux", Architecture: "amd64"}}})
	tag, err := name.NewTag(l.host+"/"+repo, name.Insecure)
	if err != nil {
		t.Fatal(err)
	}
	if err := remote.WriteIndex(tag, index); err != nil {
		t.Fatal(err)
	}
	return img
}

// push publishes one image without an index.
func (l *loopback) push(t *testing.T, repo string, img v1.Image) {
	t.Helper()
	tag, err := name.NewTag(l.host+"/"+repo, name.Insecure)
	if err != nil {
		t.Fatal(err)
	}
	if err := remote.Write(tag, img); err != nil {
		t.Fatal(err)
	}
}

func mustTag(t *testing.T, ref string) name.Tag {
	t.Helper()
	tag, err := name.NewTag(ref, name.Insecure)
	if err != nil {
		t.Fatal(err)
	}
	return tag
}

func TestFactsEqualTheBlobsAndTheUnpackedTar(t *testing.T) {
	l := newLoopback(t)
	img := l.publish(t, "library/debian:bookworm-slim")
	registry := l.registry(t, t.TempDir())
	got, err := registry.Facts(t.Context(), "debian:bookworm-slim", "linux/amd64")
	if err != nil {
		t.Fatal(err)
	}
	index, err := remote.Head(mustTag(t, l.host+"/library/debian:bookworm-slim"))
	if err != nil || got.Pin != index.Digest || got.Pin == got.Digest {
		t.Errorf("%v: the reference has the digest %s, want that of the index", err, got.Pin)
	}
	if !got.OnDiskEstimated {
		t.Error("the size on disk is known before a layer was read")
	}
	in, err := registry.Inside(t.Context(), "debian:bookworm-slim", "linux/amd64", got, nil)
	if err != nil {
		t.Fatal(err)
	}
	got = in.Into(got)
	download, onDisk := sizes(t, img, 2)
	if got.Download != download || got.OnDisk != onDisk || got.OnDiskEstimated || got.Layers != 3 {
		t.Errorf("got %+v, want download %d, on disk %d, 3 layers", got, download, onDisk)
	}
	if got.StandIn != "made for a test" || got.Source != SourceRegistry || got.Problem != "" {
		t.Errorf("got %+v", got)
	}
}

// sizes adds up an image's config and blobs, of which only the first few are distinct, and all its unpacked layers.
func sizes(t *testing.T, img v1.Image, distinct int) (download, onDisk int64) {
	t.Helper()
	manifest, err := img.Manifest()
	if err != nil {
		t.Fatal(err)
	}
	download = manifest.Config.Size
	for _, l := range manifest.Layers[:distinct] {
		download += l.Size
	}
	layers, err := img.Layers()
	if err != nil {
		t.Fatal(err)
	}
	for _, layer := range layers {
		tar, err := layer.Uncompressed()
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, tar)
		if err != nil {
			t.Fatal(err)
		}
		onDisk += n
	}
	return download, onDisk
}

func TestAnAnswerIsKeptForADayAndOutlivesTheRegistry(t *testing.T) {
	l := newLoopback(t)
	l.publish(t, "library/alpine:3.20")
	cache := t.TempDir()
	live, err := l.registry(t, cache).Facts(t.Context(), "alpine:3.20", "linux/amd64")
	if err != nil {
		t.Fatal(err)
	}
	asked := l.requests.Load()
	again, err := l.registry(t, cache).Facts(t.Context(), "alpine:3.20", "linux/amd64")
	if err != nil {
		t.Fatal(err)
	}
	if l.requests.Load() != asked || again.Source != SourceCache || again.Digest != live.Digest || again.OnDisk != live.OnDisk {
		t.Errorf("asked %d more times, got %+v", l.requests.Load()-asked, again)
	}
}

func TestWithoutARegistryTheSnapshotIsGivenWithTheProblem(t *testing.T) {
	l := newLoopback(t)
	l.broken.Store(http.StatusServiceUnavailable)
	ctx := t.Context()
	got, err := l.registry(t, t.TempDir()).Facts(ctx, l.host+"/library/none:1", "linux/amd64")
	if err != nil {
		t.Fatal(err)
	}
	if got.Source != SourceSnapshot || got.Problem == "" || got.Download != -1 || got.OnDisk != -1 {
		t.Errorf("got %+v", got)
	}
}

func TestAMissingPlatformIsSaid(t *testing.T) {
	l := newLoopback(t)
	l.publish(t, "shop/base:1")
	got, err := l.registry(t, "").Facts(t.Context(), l.host+"/shop/base:1", "linux/s390x")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got.Problem, ErrNoPlatform.Error()) {
		t.Errorf("problem %q", got.Problem)
	}
}

func TestWhatWasReadOfLayersIsKeptByDigest(t *testing.T) {
	l := newLoopback(t)
	l.publish(t, "library/alpine:3.20")
	cache := t.TempDir()
	ctx := t.Context()
	first := l.registry(t, cache)
	f, err := first.Facts(ctx, "alpine:3.20", "linux/amd64")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := first.Inside(ctx, "alpine:3.20", "linux/amd64", f, nil); err != nil {
		t.Fatal(err)
	}
	asked := l.requests.Load()
	second := l.registry(t, cache)
	again, err := second.Facts(ctx, "alpine:3.20", "linux/amd64")
	if err != nil || again.Contents == nil || again.OnDiskEstimated {
		t.Fatalf("%+v %v", again, err)
	}
	if in, err := second.Inside(ctx, "alpine:3.20", "linux/amd64", again, nil); err != nil || in.Files == nil || in.OnDisk != again.OnDisk {
		t.Errorf("%+v %v", in, err)
	}
	if l.requests.Load() != asked {
		t.Errorf("asked %d more times", l.requests.Load()-asked)
	}
	if _, err := second.Refresh(ctx, "alpine:3.20", "linux/amd64"); err != nil || l.requests.Load() == asked {
		t.Errorf("a refresh asked %d times, %v", l.requests.Load()-asked, err)
	}
}

func TestManyLookupsAtOnceShareOneCache(t *testing.T) {
	l := newLoopback(t)
	l.publish(t, "library/ubuntu:24.04")
	r := l.registry(t, t.TempDir())
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if f, err := r.Facts(t.Context(), "ubuntu:24.04", "linux/amd64"); err != nil || f.Problem != "" {
				t.Errorf("%v %s", err, f.Problem)
			}
		})
	}
	wait.Wait()
}

func TestACanceledLookupIsAnErrorAndNotASnapshot(t *testing.T) {
	l := newLoopback(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.registry(t, "").Facts(ctx, "debian:bookworm-slim", "linux/amd64"); err == nil {
		t.Error("no error")
	}
}

func TestScratchIsNothingByDefinition(t *testing.T) {
	got, err := NewRegistry(Settings{}).Facts(t.Context(), Scratch, "linux/amd64")
	if err != nil || got.Download != 0 || got.OnDisk != 0 || got.OnDiskEstimated || got.Problem != "" {
		t.Errorf("%+v %v", got, err)
	}
}

func TestARegistrysSettingsThatCannotBeReadAreAProblem(t *testing.T) {
	config := filepath.Join(t.TempDir(), "buildkitd.toml")
	if err := os.WriteFile(config, []byte("[registry"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := NewRegistry(Settings{BuildkitdConfig: config}).Facts(t.Context(), "alpine:3.20", "linux/amd64")
	if err != nil || got.Problem == "" || got.Source != SourceSnapshot {
		t.Errorf("%+v %v", got, err)
	}
}
