package report

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"lightship/engine/image"
)

// analyzed is the analysis of a real image that says as little as an image can.
func analyzed(t *testing.T) *image.Analysis {
	t.Helper()
	img, err := mutate.Append(empty.Image, mutate.Addendum{Layer: static.NewLayer(make([]byte, 1024), types.OCIUncompressedLayer), History: v1.History{}})
	if err != nil {
		t.Fatal(err)
	}
	a, err := image.Analyze(t.Context(), img, image.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestGitAppliesThePatch(t *testing.T) {
	for name, c := range map[string]struct{ file, before, after string }{
		"plain":               {"Dockerfile", beforeText, afterText},
		"in a folder":         {"docker/prod.Dockerfile", beforeText, afterText},
		"a name with a space": {"my docker/Docker file", beforeText, afterText},
		"other letters":       {"größe/Dockerfile", beforeText, afterText},
		"a quoted name":       {"do\"ck\ter", beforeText, afterText},
		"CRLF":                {"Dockerfile", "FROM a\r\nRUN b\r\n", "FROM a\r\nRUN c\r\n"},
		"no newline before":   {"Dockerfile", "FROM a\nRUN b", "FROM a\nRUN c\n"},
		"no newline after":    {"Dockerfile", "FROM a\nRUN b\n", "FROM a\nRUN c"},
		"nothing changes":     {"Dockerfile", beforeText, beforeText},
	} {
		t.Run(name, func(t *testing.T) {
			var patch bytes.Buffer
			if err := WritePatch(&patch, c.file, []byte(c.before), []byte(c.after)); err != nil {
				t.Fatal(err)
			}
			if c.before == c.after {
				if patch.Len() != 0 {
					t.Errorf("patch = %q", patch.String())
				}
				return
			}
			folder := t.TempDir()
			path := filepath.Join(folder, c.file)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(c.before), 0o644); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command("git", "apply", "--whitespace=nowarn", "-")
			cmd.Dir, cmd.Stdin = folder, &patch
			text := patch.String()
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("git apply: %v: %s\n%s", err, out, text)
			}
			got, _ := os.ReadFile(path)
			if string(got) != c.after {
				t.Errorf("after the patch: %q, want %q", got, c.after)
			}
		})
	}
}
