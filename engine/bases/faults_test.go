package bases

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	fixed "github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// faulty is a real registry on this computer with a fault that hits every path that contains its target.
type faulty struct {
	*loopback
	target string
	fault  http.HandlerFunc
	front  *httptest.Server
}

// newFaulty publishes two images, sick and well, and lets the fault hit what belongs to the first.
func newFaulty(t *testing.T, fault func(l *loopback) http.HandlerFunc) *faulty {
	t.Helper()
	l := newLoopback(t)
	f := &faulty{loopback: l, target: "/team/sick"}
	l.publish(t, "team/sick:1")
	l.publish(t, "team/well:1")
	f.fault = fault(l)
	backend := l.server.Config.Handler
	f.front = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, f.target) {
			f.fault(w, r)
			return
		}
		backend.ServeHTTP(w, r)
	}))
	t.Cleanup(f.front.Close)
	f.host = strings.TrimPrefix(f.front.URL, "http://")
	if err := os.WriteFile(l.config, []byte(fmt.Sprintf("[registry.%q]\n  http = true\n", f.host)), 0o600); err != nil {
		t.Fatal(err)
	}
	return f
}

// both looks up the sick and the well image; the well one must live.
func (f *faulty) both(t *testing.T, s Settings) Facts {
	t.Helper()
	s.BuildkitdConfig, s.Keychain = f.config, authn.NewMultiKeychain()
	if s.Timeout == 0 {
		s.Timeout = 5 * time.Second
	}
	r := NewRegistry(s)
	sick, err := r.Facts(t.Context(), f.host+"/team/sick:1", "linux/amd64")
	if err != nil {
		t.Fatal(err)
	}
	well, err := r.Facts(t.Context(), f.host+"/team/well:1", "linux/amd64")
	if err != nil || well.Problem != "" || well.Download <= 0 {
		t.Errorf("the other row: %+v %v", well, err)
	}
	return sick
}

// status is a registry that answers everything with one status.
func status(code int) func(*loopback) http.HandlerFunc {
	return func(*loopback) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "switched off", code) }
	}
}

func TestARefusalOfTheRegistryIsSaidInItsRow(t *testing.T) {
	for name, c := range map[string]struct {
		fault func(*loopback) http.HandlerFunc
		says  string
	}{
		"401": {status(http.StatusUnauthorized), "docker login"},
		"403": {status(http.StatusForbidden), "refuses"},
		"404": {status(http.StatusNotFound), "look at its name and tag"},
		"429": {status(http.StatusTooManyRequests), "no more requests for now"},
		"500": {status(http.StatusInternalServerError), "a fault of its own"},
		"cut": {func(*loopback) http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }
		}, "look up"},
		"slow": {func(*loopback) http.HandlerFunc {
			return func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
		}, "does not answer in time"},
		"half a manifest": {func(*loopback) http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", string(types.OCIImageIndex))
				w.Header().Set("Content-Length", "5000")
				_, _ = io.WriteString(w, `{"schemaVersion": 2, "mani`)
			}
		}, "look up"},
		"schema 1": {func(*loopback) http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", string(types.DockerManifestSchema1Signed))
				_, _ = io.WriteString(w, `{"schemaVersion": 1, "name": "team/sick", "tag": "1", "fsLayers": []}`)
			}
		}, "schema 1"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFaulty(t, c.fault)
			got := f.both(t, Settings{Timeout: 2 * time.Second})
			if !strings.Contains(got.Problem, c.says) || got.Source != SourceSnapshot || got.Download != -1 {
				t.Errorf("%+v, want a problem with %q", got, c.says)
			}
		})
	}
}

func TestARegistryThatAsksToWaitIsAskedAgainAfterThat(t *testing.T) {
	var asked atomic.Int64
	var first, second time.Time
	f := newFaulty(t, func(l *loopback) http.HandlerFunc {
		backend := l.server.Config.Handler
		return func(w http.ResponseWriter, r *http.Request) {
			switch asked.Add(1) {
			case 1:
				first = time.Now()
				w.Header().Set("Retry-After", "1")
				http.Error(w, "slowly", http.StatusTooManyRequests)
				return
			case 2:
				second = time.Now()
			}
			backend.ServeHTTP(w, r)
		}
	})
	if got := f.both(t, Settings{}); got.Problem != "" || got.Download <= 0 {
		t.Errorf("%+v", got)
	}
	if waited := second.Sub(first); waited < time.Second {
		t.Errorf("asked again after %v", waited)
	}
}

func TestARegistryThatAsksForALongWaitIsGivenUp(t *testing.T) {
	f := newFaulty(t, func(*loopback) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "3600")
			http.Error(w, "tomorrow", http.StatusTooManyRequests)
		}
	})
	// It would wait for an hour, which the test's own limit does not bear.
	if got := f.both(t, Settings{}); !strings.Contains(got.Problem, "no more requests") {
		t.Errorf("%+v", got)
	}
}

// blobs lets the fault hit the layers and leave everything else alone.
func blobs(change func(w http.ResponseWriter, whole []byte)) func(*loopback) http.HandlerFunc {
	return func(l *loopback) http.HandlerFunc {
		backend := l.server.Config.Handler
		return func(w http.ResponseWriter, r *http.Request) {
			answer := httptest.NewRecorder()
			backend.ServeHTTP(answer, r)
			if strings.Contains(r.URL.Path, "/blobs/") && answer.Body.Len() > 5_000 {
				change(w, answer.Body.Bytes())
				return
			}
			for key, values := range answer.Header() {
				w.Header()[key] = values
			}
			w.WriteHeader(answer.Code)
			_, _ = w.Write(answer.Body.Bytes())
		}
	}
}

func TestALayerThatIsNotWhatItsDigestSaysIsAnError(t *testing.T) {
	for name, change := range map[string]func(w http.ResponseWriter, whole []byte){
		"truncated": func(w http.ResponseWriter, whole []byte) { _, _ = w.Write(whole[:len(whole)/2]) },
		"cut": func(w http.ResponseWriter, whole []byte) {
			w.Header().Set("Content-Length", fmt.Sprint(len(whole)))
			_, _ = w.Write(whole[:len(whole)/2])
		},
		"another": func(w http.ResponseWriter, whole []byte) {
			changed := bytes.Clone(whole)
			changed[len(changed)/2] ^= 1
			_, _ = w.Write(changed)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFaulty(t, blobs(change))
			cache := t.TempDir()
			facts := f.both(t, Settings{CacheDir: cache})
			if facts.Problem != "" {
				t.Fatalf("manifest and config are whole: %+v", facts)
			}
			r := NewRegistry(Settings{CacheDir: cache, BuildkitdConfig: f.config, Keychain: authn.NewMultiKeychain()})
			if in, err := r.Inside(t.Context(), f.host+"/team/sick:1", "linux/amd64", facts, nil); err == nil {
				t.Errorf("read %+v", in)
			}
			if again, _ := r.Facts(t.Context(), f.host+"/team/sick:1", "linux/amd64"); again.Contents != nil {
				t.Error("what was read of the broken layer was kept")
			}
		})
	}
}

func TestAManifestThatIsNotWhatTheIndexSaysIsAProblem(t *testing.T) {
	f := newFaulty(t, func(l *loopback) http.HandlerFunc {
		backend := l.server.Config.Handler
		return func(w http.ResponseWriter, r *http.Request) {
			answer := httptest.NewRecorder()
			backend.ServeHTTP(answer, r)
			body := answer.Body.Bytes()
			if strings.Contains(r.URL.Path, "/manifests/sha256:") {
				body = bytes.Replace(body, []byte(`"size":`), []byte(`"size" :`), 1)
				answer.Header().Set("Content-Length", fmt.Sprint(len(body)))
			}
			for key, values := range answer.Header() {
				w.Header()[key] = values
			}
			w.WriteHeader(answer.Code)
			_, _ = w.Write(body)
		}
	})
	if got := f.both(t, Settings{}); !strings.Contains(got.Problem, "sha256") || got.Download != -1 {
		t.Errorf("%+v", got)
	}
}

func TestASelfSignedCertificateIsRefusedUntilItsCAIsNamed(t *testing.T) {
	l := newLoopback(t)
	l.publish(t, "team/base:1")
	secure := httptest.NewTLSServer(l.server.Config.Handler)
	t.Cleanup(secure.Close)
	host := strings.TrimPrefix(secure.URL, "https://")
	look := func(config string) Facts {
		if err := os.WriteFile(l.config, []byte(config), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := l.registry(t, "").Facts(t.Context(), host+"/team/base:1", "linux/amd64")
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := look(""); !strings.Contains(got.Problem, "not trusted") || !strings.Contains(got.Problem, "buildkitd.toml") {
		t.Errorf("%+v", got)
	}
	ca := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw})
	if err := os.WriteFile(ca, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := look(fmt.Sprintf("[registry.%q]\n  ca = [%q]\n", host, ca)); got.Problem != "" {
		t.Errorf("with its CA: %+v", got)
	}
	if got := look(fmt.Sprintf("[registry.%q]\n  insecure = true\n", host)); got.Problem != "" {
		t.Errorf("insecure: %+v", got)
	}
}

// serveManifest answers with an image whose manifest is made by hand.
func serveManifest(config, manifest []byte) func(*loopback) http.HandlerFunc {
	return func(*loopback) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			body, kind := manifest, string(types.OCIManifestSchema1)
			if strings.Contains(r.URL.Path, "/blobs/") {
				body, kind = config, "application/octet-stream"
			}
			w.Header().Set("Content-Type", kind)
			w.Header().Set("Content-Length", fmt.Sprint(len(body)))
			w.Header().Set("Docker-Content-Digest", "sha256:"+hexSum(body))
			_, _ = w.Write(body)
		}
	}
}

func hexSum(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

func TestAManifestOfTenThousandLayersIsAProblem(t *testing.T) {
	config := []byte(`{"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers"}}`)
	m := v1.Manifest{SchemaVersion: 2, MediaType: types.OCIManifestSchema1, Config: v1.Descriptor{
		MediaType: types.OCIConfigJSON, Size: int64(len(config)), Digest: v1.Hash{Algorithm: "sha256", Hex: hexSum(config)},
	}}
	for i := range 10_000 {
		m.Layers = append(m.Layers, v1.Descriptor{
			MediaType: types.OCILayer, Size: 100, Digest: v1.Hash{Algorithm: "sha256", Hex: hexSum([]byte(fmt.Sprint(i)))},
		})
	}
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	f := newFaulty(t, serveManifest(config, text))
	if got := f.both(t, Settings{}); !strings.Contains(got.Problem, ErrTooManyLayers.Error()) || !strings.Contains(got.Problem, "10000") {
		t.Errorf("%+v", got)
	}
}

// bomb is a layer of a few hundred kilobytes with one file of zeros in it.
func bomb(t *testing.T, size int64) v1.Image {
	t.Helper()
	var blob bytes.Buffer
	zip, err := gzip.NewWriterLevel(&blob, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	archive := tar.NewWriter(zip)
	if err := archive.WriteHeader(&tar.Header{Name: "usr/bin/bomb", Mode: 0o755, Size: size}); err != nil {
		t.Fatal(err)
	}
	// It claims to be a program, which is what tempts a reader to hold it in memory.
	if _, err := io.Copy(archive, io.MultiReader(strings.NewReader("\x7fELF"), io.LimitReader(zeros{}, size-4))); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	img, err := mutate.AppendLayers(empty.Image, fixed.NewLayer(blob.Bytes(), types.OCILayer))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestAZipBombIsAnErrorInBoundedMemory(t *testing.T) {
	const size = 400 << 20
	l := newLoopback(t)
	l.push(t, "team/bomb:1", bomb(t, size))
	r := NewRegistry(Settings{BuildkitdConfig: l.config, Keychain: authn.NewMultiKeychain(), MaxUnfolded: 64 << 20})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	facts, err := r.Facts(t.Context(), l.host+"/team/bomb:1", "linux/amd64")
	if err != nil || facts.Problem != "" {
		t.Fatalf("%+v %v", facts, err)
	}
	_, err = r.Inside(t.Context(), l.host+"/team/bomb:1", "linux/amd64", facts, nil)
	if err == nil || !strings.Contains(err.Error(), "unfolds to more than") {
		t.Errorf("error %v", err)
	}
	runtime.ReadMemStats(&after)
	if grown := int64(after.Sys) - int64(before.Sys); grown > size/2 {
		t.Errorf("memory grew by %d bytes", grown)
	}
}
