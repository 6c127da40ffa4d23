package build

import (
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestTheIgnoreFileIsChosen(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "deploy"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "deploy", "web.Dockerfile.dockerignore"), []byte("a\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		given  []byte
		mount  string
		want   string
		exists bool
	}{
		{"Dockerfile", nil, "Dockerfile", "", false},
		{"", nil, "Dockerfile", "", false},
		{"deploy/web.Dockerfile", nil, "web.Dockerfile", "a\n\n", true},
		{"deploy/web.Dockerfile", []byte("b"), "web.Dockerfile", "b\n", true},
		{"Dockerfile", []byte{}, "Dockerfile", "\n", true},
	} {
		mount, name, err := dockerfileMount(Request{Context: dir, Dockerfile: []byte("FROM a"), DockerfileName: c.name, IgnoreFile: c.given})
		if err != nil {
			t.Fatal(err)
		}
		if name != c.mount {
			t.Errorf("%q is mounted as %q, want %q", c.name, name, c.mount)
		}
		file, err := mount.Open(name + ".dockerignore")
		if (err == nil) != c.exists {
			t.Errorf("%q has an ignore file: %t, want %t", c.name, err == nil, c.exists)
		}
		if err != nil {
			continue
		}
		text, err := io.ReadAll(file)
		if err != nil || string(text) != c.want {
			t.Errorf("%q has the ignore file %q, %v, want %q", c.name, text, err, c.want)
		}
	}
}
