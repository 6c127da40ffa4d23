package bases

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"golang.org/x/sync/errgroup"
)

// far is a registry on loopback that answers 30 ms late, with thirty images, and the settings that reach it.
func far(b *testing.B) (refs []string, config string) {
	b.Helper()
	near := registry.New(registry.Logger(log.New(io.Discard, "", 0)))
	filling := httptest.NewServer(near)
	defer filling.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(30 * time.Millisecond)
		near.ServeHTTP(w, r)
	}))
	b.Cleanup(server.Close)
	host := strings.TrimPrefix(server.URL, "http://")
	for i := range 30 {
		img, err := random.Image(2_000, 3)
		if err != nil {
			b.Fatal(err)
		}
		repo := fmt.Sprintf("/team/base%d:1", i)
		tag, err := name.NewTag(strings.TrimPrefix(filling.URL, "http://")+repo, name.Insecure)
		if err != nil {
			b.Fatal(err)
		}
		if err := remote.Write(tag, img); err != nil {
			b.Fatal(err)
		}
		refs = append(refs, host+repo)
	}
	config = filepath.Join(b.TempDir(), "buildkitd.toml")
	if err := os.WriteFile(config, []byte(fmt.Sprintf("[registry.%q]\n  http = true\n", host)), 0o600); err != nil {
		b.Fatal(err)
	}
	return refs, config
}

// table looks up all bases, six at a time as the session does.
func table(b *testing.B, refs []string, config, cache string) {
	b.Helper()
	r := NewRegistry(Settings{CacheDir: cache, BuildkitdConfig: config, Keychain: authn.NewMultiKeychain()})
	var group errgroup.Group
	group.SetLimit(6)
	for _, ref := range refs {
		group.Go(func() error {
			f, err := r.Facts(b.Context(), ref, "linux/amd64")
			if err == nil && f.Problem != "" {
				err = fmt.Errorf("%s: %s", ref, f.Problem)
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkTableOfThirtyBasesCold asks a registry that is 30 ms away for all of them.
func BenchmarkTableOfThirtyBasesCold(b *testing.B) {
	refs, config := far(b)
	for b.Loop() {
		table(b, refs, config, "")
	}
}

// BenchmarkTableOfThirtyBasesCached has asked within the day.
func BenchmarkTableOfThirtyBasesCached(b *testing.B) {
	refs, config := far(b)
	cache := b.TempDir()
	table(b, refs, config, cache)
	for b.Loop() {
		table(b, refs, config, cache)
	}
}
