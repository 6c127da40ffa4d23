//go:build e2e

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"lightship/engine/compare"
	"lightship/engine/dockerfile"
)

func TestTheSameFolderOptimizedTwiceAtOnceStaysRight(t *testing.T) {
	dir, out := newProject(t, t.TempDir(), "golang:1.22", ""), t.TempDir()
	before := content(t, dir)
	var wait sync.WaitGroup
	for range 2 {
		cmd := command(t, "optimize", dir, "--out", out)
		var said bytes.Buffer
		cmd.Stdout, cmd.Stderr = &said, &said
		wait.Go(func() {
			if err := cmd.Run(); err != nil {
				t.Errorf("%v\n%s", err, said.String())
			}
		})
	}
	wait.Wait()
	if content(t, dir) != before {
		t.Error("the project was written to")
	}
	var c compare.Comparison
	if err := json.Unmarshal(read(t, filepath.Join(out, "report.json")), &c); err != nil {
		t.Fatal(err)
	}
	text := read(t, filepath.Join(out, "Dockerfile"))
	if f, err := dockerfile.Parse(text, dockerfile.Options{}); err != nil || len(f.Stages) != 2 || string(text) != c.After.Text {
		t.Errorf("%v, the report has\n%s\nand the file\n%s", err, c.After.Text, text)
	}
	if page := read(t, filepath.Join(out, "report.html")); !bytes.HasSuffix(bytes.TrimSpace(page), []byte("</html>")) {
		t.Error("report.html is cut short")
	}
	entries, err := os.ReadDir(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") && e.Name() != ".dockerignore" || strings.Contains(e.Name(), "lightship-") {
			t.Errorf("%s is left", e.Name())
		}
	}
	if left := builders(t); len(left) > 0 {
		t.Errorf("buildkitd %v still runs", left)
	}
}
