//go:build e2e

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lightship/engine/compare"
	"lightship/engine/proof"
)

// reader is a Go program that reads files whose names its sources do not show.
const reader = `package main

import (
	"fmt"
	"os"
	"strings"
)

// joined keeps names out of the text.
func joined(parts []string) string { return "/" + strings.Join(parts, "/") }

func main() {
	for _, at := range [][]string{{"usr", "local", "go", "VERSION"}, {"usr", "local", "go", "lib", "time", "README"}} {
		text, err := os.ReadFile(joined(at))
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(len(text) > 0)
	}
}
`

func TestWhatARunMissesIsCarriedAndProvenAgain(t *testing.T) {
	dir := written(t, map[string]string{
		"go.mod": "module example.com/reader\n\ngo 1.22\n", "main.go": reader,
		"Dockerfile": "FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN go build -o /reader .\nCMD [\"/reader\"]\n",
	})
	out, errs, code := run(t, "prove", dir)
	if code != differsCode || !strings.Contains(out, "! /usr/local/go/VERSION") || !strings.Contains(out, "line 1 of the Dockerfile before brings /usr/local/go/VERSION") {
		t.Errorf("exit code %d\n%s\n%s", code, out, errs)
	}
	out, errs, code = run(t, "optimize", dir, "--prove", "--json")
	var c compare.Comparison
	if err := json.Unmarshal([]byte(out), &c); err != nil || code != 0 {
		t.Fatalf("exit code %d, %v\n%s\n%s", code, err, out, errs)
	}
	var carried []string
	for _, change := range c.Changes {
		if change.ID == "carry" {
			carried = append(carried, change.Title)
		}
	}
	if c.Proof.Verdict != proof.Same || len(carried) != 2 || !strings.Contains(c.After.Text, "COPY --from=builder /usr/local/go/VERSION /usr/local/go/VERSION\n") {
		t.Errorf("verdict %s, carried %q\n%s", c.Proof.Verdict, carried, c.After.Text)
	}
	if c.After.Image.OnDisk*4 > c.Before.Image.OnDisk {
		t.Errorf("after is %d of %d bytes: more is carried than the run missed", c.After.Image.OnDisk, c.Before.Image.OnDisk)
	}
}

// writer is a Go program that writes a file, to a folder that its environment may name.
const writer = `package main

import (
	"fmt"
	"os"
)

func main() {
	dir := os.Getenv("STATE")
	if err := os.WriteFile(dir+"/note", []byte("x"), 0o600); err != nil {
		fmt.Println("refused")
		os.Exit(1)
	}
	fmt.Println("written")
}
`

func TestAChangeThatNeedsProofIsTried(t *testing.T) {
	for _, c := range []struct {
		folder, user string
		says         string
	}{
		{"/tmp", "nonroot", "+ Run as a user that is not root"},
		{"/etc", "root", "- Run as a user that is not root"},
	} {
		dir := written(t, map[string]string{
			"go.mod": "module example.com/writer\n\ngo 1.22\n", "main.go": writer,
			"Dockerfile": "FROM golang:1.22\nENV STATE=" + c.folder + "\nWORKDIR /src\nCOPY . .\nRUN go build -o /writer .\nCMD [\"/writer\"]\n",
		})
		out, errs, code := run(t, "optimize", dir, "--try", "--out", filepath.Join(dir, "out"))
		text, err := os.ReadFile(filepath.Join(dir, "out", "Dockerfile"))
		if err != nil || code != 0 {
			t.Fatalf("exit code %d, %v\n%s\n%s", code, err, out, errs)
		}
		if !strings.Contains(out, c.says) || strings.Contains(string(text), "USER root") != (c.user == "root") {
			t.Errorf("%s\n%s", out, text)
		}
	}
}

// written is a project of the given files.
func written(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
