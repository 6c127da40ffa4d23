//go:build e2e

package build_test

import (
	"archive/tar"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-containerregistry/pkg/v1/mutate"

	"lightship/engine/build"
)

func TestADockerfileOutsideItsContextAndNamedContextsAreBuilt(t *testing.T) {
	e := newEngine(t, build.Settings{CacheDir: t.TempDir()})
	root := t.TempDir()
	for name, text := range map[string]string{
		"app/kept": "kept", "app/left-out": "left out", "shared/x": "shared",
		"docker/app.Dockerfile.dockerignore": "left-out\n",
	} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		writeFile(t, path, []byte(text))
	}
	r := request(filepath.Join(root, "app"), "FROM scratch\nCOPY . /app/\nCOPY --from=shared x /shared/x\n")
	r.DockerfileName = "../docker/app.Dockerfile"
	r.Contexts = map[string]string{"shared": filepath.Join(root, "shared")}
	result, err := e.Build(t.Context(), r, nil)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]bool{}
	reader := mutate.Extract(result.Image)
	defer reader.Close()
	for tape := tar.NewReader(reader); ; {
		header, err := tape.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		files[header.Name] = true
	}
	if !files["app/kept"] || files["app/left-out"] || !files["shared/x"] {
		t.Errorf("the image has %v", files)
	}
}
