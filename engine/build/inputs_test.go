package build

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"lightship/engine/build/store"
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

func TestBackupsOfWhatIsSavedAreNotSent(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"Dockerfile", "Dockerfile.bak", "Dockerfile.2.bak", ".dockerignore.bak", "main.go", "main.go.bak", "sub/Dockerfile.bak"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	sent := func(text string) []string {
		options, err := solveOptions(Request{Context: dir, Dockerfile: []byte(text), DockerfileName: "Dockerfile"}, kept)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		err = options.LocalMounts["context"].Walk(context.Background(), "", func(path string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				names = append(names, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	if got, want := sent("FROM a\nCOPY . .\n"), []string{"Dockerfile", "main.go", "main.go.bak", "sub/Dockerfile.bak"}; !slices.Equal(got, want) {
		t.Errorf("sent %v, want %v", got, want)
	}
	if got := sent("FROM a\nCOPY Dockerfile.bak /\n"); !slices.Contains(got, "Dockerfile.bak") {
		t.Errorf("a backup that the Dockerfile copies is left out: %v", got)
	}
}
