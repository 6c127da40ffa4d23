package serve_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/validate"
	"github.com/pelletier/go-toml/v2"

	"lightship/cmd/testbed/internal/serve"
	"lightship/cmd/testbed/internal/store"
)

// served is a store with one image, its index digest, and a registry that serves it as gcr.io/some/image:tag.
func served(t *testing.T) (v1.Hash, *serve.Registry) {
	t.Helper()
	dir := t.TempDir()
	img, err := random.Image(1000, 3)
	if err != nil {
		t.Fatal(err)
	}
	index, err := random.Index(1, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: img})
	if _, err := layout.Write(dir, index); err != nil {
		t.Fatal(err)
	}
	digest, err := index.Digest()
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	text, err := index.RawManifest()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.PutBytes(text, digest); err != nil {
		t.Fatal(err)
	}
	return digest, serve.NewRegistry(s, []string{"gcr.io/some/image:tag", "gcr.io/some/image:broken"},
		func(_ context.Context, ref string) (v1.Hash, error) {
			if strings.HasSuffix(ref, ":broken") {
				return v1.Hash{}, errors.New("no such package")
			}
			return digest, nil
		})
}

// start serves registry until the test ends and gives its address and notice.
func start(t *testing.T, registry http.Handler) (string, serve.Notice) {
	t.Helper()
	notice := serve.NewNotice(t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- serve.Run(ctx, registry, "127.0.0.1:0", notice, []string{"docker.io", "gcr.io"}, func(a string) { ready <- a })
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(notice.AddressFile()); err == nil {
			t.Error("the address is still posted")
		}
	})
	select {
	case address := <-ready:
		return address, notice
	case err := <-ended:
		t.Fatal(err)
		return "", notice
	}
}

func TestARegistryClientPullsTheImage(t *testing.T) {
	want, registry := served(t)
	address, _ := start(t, registry)
	ref, err := name.ParseReference(address + "/some/image:tag")
	if err != nil {
		t.Fatal(err)
	}
	index, err := remote.Index(ref)
	if err != nil {
		t.Fatal(err)
	}
	if err := validate.Index(index); err != nil {
		t.Fatal(err)
	}
	if got, err := index.Digest(); err != nil || got != want {
		t.Fatal(got, err)
	}
}

func TestWhatIsNotThereIsRefusedInTheRegistrysWords(t *testing.T) {
	digest, registry := served(t)
	address, _ := start(t, registry)
	absent := "sha256:" + strings.Repeat("0", 64)
	for path, want := range map[string]struct {
		status int
		code   string
	}{
		"/v2/some/image/manifests/tag?ns=gcr.io":      {200, ""},
		"/v2/some/image/manifests/tag?ns=docker.io":   {404, "MANIFEST_UNKNOWN"},
		"/v2/some/image/manifests/" + digest.String(): {200, ""},
		"/v2/some/image/manifests/none":               {404, "MANIFEST_UNKNOWN"},
		"/v2/some/image/manifests/broken":             {500, "could not build gcr.io/some/image:broken: no such package"},
		"/v2/some/image/manifests/" + absent:          {404, "MANIFEST_UNKNOWN"},
		"/v2/some/image/blobs/" + absent:              {404, "BLOB_UNKNOWN"},
		"/v2/some/image/blobs/sha256:..":              {400, "DIGEST_INVALID"},
		"/v2/":                                        {200, ""},
		"/etc/passwd":                                 {404, "UNSUPPORTED"},
	} {
		t.Run(path, func(t *testing.T) {
			answer, err := http.Get("http://" + address + path)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = answer.Body.Close() }()
			text, err := io.ReadAll(answer.Body)
			if err != nil || answer.StatusCode != want.status || !strings.Contains(string(text), want.code) {
				t.Fatalf("%d %s %v", answer.StatusCode, text, err)
			}
		})
	}
}

func TestNobodyCanWrite(t *testing.T) {
	_, registry := served(t)
	address, _ := start(t, registry)
	answer, err := http.Post("http://"+address+"/v2/some/image/blobs/uploads/", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var said struct{ Errors []struct{ Code string } }
	err = json.NewDecoder(answer.Body).Decode(&said)
	if err != nil || answer.StatusCode != http.StatusMethodNotAllowed || said.Errors[0].Code != "UNSUPPORTED" {
		t.Fatal(answer.Status, said, err)
	}
}

func TestTheNoticeLeadsToTheTestbed(t *testing.T) {
	_, registry := served(t)
	address, notice := start(t, registry)
	if got, err := notice.Find(t.Context()); err != nil || got != address {
		t.Fatal(got, err)
	}
	text, err := os.ReadFile(notice.BuildkitdConfig())
	if err != nil {
		t.Fatal(err)
	}
	var config struct {
		Registry map[string]struct {
			Mirrors []string
			HTTP    bool
		}
	}
	if err := toml.Unmarshal(text, &config); err != nil {
		t.Fatal(err)
	}
	if !config.Registry[address].HTTP || config.Registry["gcr.io"].Mirrors[0] != address ||
		config.Registry["docker.io"].Mirrors[0] != address {
		t.Fatalf("%s", text)
	}
}

func TestANoticeLeftBehindLeadsNowhere(t *testing.T) {
	dir := t.TempDir()
	notice := serve.NewNotice(dir)
	if _, err := notice.Find(t.Context()); !errors.Is(err, serve.ErrNotServing) {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "address"), []byte("127.0.0.1:1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := notice.Find(t.Context()); !errors.Is(err, serve.ErrNotServing) {
		t.Fatal(err)
	}
}

func TestANewerNoticeIsNotWithdrawn(t *testing.T) {
	notice := serve.NewNotice(t.TempDir())
	if err := notice.Post("127.0.0.1:2", nil); err != nil {
		t.Fatal(err)
	}
	if err := notice.Withdraw("127.0.0.1:1"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(notice.AddressFile()); err != nil {
		t.Fatal(err)
	}
}

func TestTheEndOfAProcessIsSeen(t *testing.T) {
	child := exec.Command("cat")
	in, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	gone, err := serve.WatchProcess(t.Context(), child.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	select {
	case <-gone:
		t.Fatal("it is still running")
	default:
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err != nil {
		t.Fatal(err)
	}
	<-gone
}
