package session

import (
	"fmt"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/bases"
)

// publishedFacts are what a registry on loopback says, the mirror of docker.io and gcr.io; it serves an index under each of these
// names, and returns their digests.
func publishedFacts(t *testing.T, refs ...string) (FactSource, map[string]string) {
	t.Helper()
	server := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	t.Cleanup(server.Close)
	host := strings.TrimPrefix(server.URL, "http://")
	config := filepath.Join(t.TempDir(), "buildkitd.toml")
	text := fmt.Sprintf("[registry.\"docker.io\"]\n  mirrors = [%q]\n[registry.\"gcr.io\"]\n  mirrors = [%q]\n[registry.%q]\n  http = true\n", host, host, host)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	digests := map[string]string{}
	for _, ref := range refs {
		img, err := random.Image(2_000, 1)
		if err != nil {
			t.Fatal(err)
		}
		index := mutate.AppendManifests(empty.Index, mutate.IndexAddendum{
			Add: img, Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: "linux", Architecture: runtime.GOARCH}},
		})
		tag, err := name.NewTag(host+"/"+ref, name.Insecure)
		if err != nil {
			t.Fatal(err)
		}
		if err := remote.WriteIndex(tag, index); err != nil {
			t.Fatal(err)
		}
		digest, err := index.Digest()
		if err != nil {
			t.Fatal(err)
		}
		digests[ref] = digest.String()
	}
	return bases.NewRegistry(bases.Settings{CacheDir: t.TempDir(), BuildkitdConfig: config, Keychain: authn.NewMultiKeychain()}), digests
}

// pinnedShop is a Go project whose builder is pinned by a digest.
func pinnedShop(t *testing.T) string {
	t.Helper()
	return goProject(t, "FROM golang:1.22-bookworm@sha256:"+strings.Repeat("a", 64)+"\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /web .\nCMD [\"/web\"]\n")
}

// settled waits until the facts of the bases are known and what follows from them is worked out.
func settled(t *testing.T, s *Session) *Snapshot {
	t.Helper()
	n, err := s.Wait(t.Context(), func(n *Snapshot) bool { return Idle(n) && !n.BasesLoading && !n.Planning })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestADigestPinIsLookedUpForTheNewBase(t *testing.T) {
	facts, digests := publishedFacts(t, "library/debian:bookworm-slim", "distroless/static-debian12:nonroot")
	s := startWith(t, facts)
	s.Open(pinnedShop(t))
	n := settled(t, s)
	if n.After == nil {
		t.Fatalf("nothing is proposed: %+v", n.Findings)
	}
	want := "FROM gcr.io/distroless/static-debian12:nonroot@" + digests["distroless/static-debian12:nonroot"] + "\n"
	if !strings.Contains(string(n.After.Text), want) || !strings.HasPrefix(string(n.After.Text), "FROM golang:1.22-bookworm@sha256:aaaa") {
		t.Errorf("no %q in\n%s", want, n.After.Text)
	}
	for _, row := range n.Bases {
		if row.Ref == "gcr.io/distroless/base-debian12:nonroot" && row.Verdict.Level != bases.DoesNotFit {
			t.Errorf("%s has no digest that is known, and %s", row.Ref, row.Verdict.Level)
		}
	}
}

func TestADigestPinIsRefusedWhereNoRegistryAnswers(t *testing.T) {
	s := start(t)
	s.Open(pinnedShop(t))
	n := settled(t, s)
	for _, f := range n.Findings {
		if f.Rule == "go-split" && strings.Contains(f.Refused, "its registry was not asked for it, or did not answer") {
			return
		}
	}
	t.Errorf("the reason is not said: %+v", n.Findings)
}
