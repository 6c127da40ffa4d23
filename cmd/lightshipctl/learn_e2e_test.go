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
	out, errs, code := run(t, "optimize", dir, "--prove", "--json")
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
