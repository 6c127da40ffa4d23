package stagegraph_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"lightship/engine/dockerfile"
	"lightship/engine/stagegraph"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

const corpus = "../../testdata/dockerfiles"

// folders returns the folders of one kind of the corpus.
func folders(t testing.TB, kind string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(corpus, kind, "*", "Dockerfile"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no corpus of %s files: %v", kind, err)
	}
	for i := range found {
		found[i] = filepath.Dir(found[i])
	}
	return found
}

func read(t testing.TB, path ...string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(string(read(t, path)), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", path, diff)
	}
}

// options returns what is given from outside to a file of the corpus: what its folder's options.json says, and a
// platform, so that the graph is the same on every computer.
func options(t testing.TB, folder string) dockerfile.Options {
	t.Helper()
	o := dockerfile.Options{Platform: "linux/amd64"}
	text, err := os.ReadFile(filepath.Join(folder, "options.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return o
	}
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&o); err != nil {
		t.Fatalf("%s: %v", folder, err)
	}
	return o
}

// graphIn returns the graph of a file of the corpus with its options.
func graphIn(t testing.TB, folder, target string) *stagegraph.Graph {
	t.Helper()
	o := options(t, folder)
	o.Target = target
	return graphWith(t, read(t, folder, "Dockerfile"), o)
}

func graphOf(t testing.TB, text []byte, target string) *stagegraph.Graph {
	t.Helper()
	return graphWith(t, text, dockerfile.Options{Platform: "linux/amd64", Target: target})
}

func graphWith(t testing.TB, text []byte, o dockerfile.Options) *stagegraph.Graph {
	t.Helper()
	f, err := dockerfile.Parse(text, o)
	if err != nil {
		t.Fatal(err)
	}
	g, err := stagegraph.New(f, o.Target)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestEveryCorpusFileHasTheGraphInItsFolder(t *testing.T) {
	for _, folder := range folders(t, "valid") {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			var out bytes.Buffer
			if err := graphIn(t, folder, "").WriteText(&out); err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join(folder, "graph.txt"), out.Bytes())
		})
	}
}

func TestEveryBrokenFileHasAMessageThatHelps(t *testing.T) {
	for _, folder := range folders(t, "broken") {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			f, err := dockerfile.Parse(read(t, folder, "Dockerfile"), options(t, folder))
			if err == nil {
				_, err = stagegraph.New(f, "")
			}
			if err == nil {
				t.Fatal("it was taken")
			}
			var at *dockerfile.SyntaxError
			if !errors.As(err, &at) && !errors.Is(err, dockerfile.ErrEmpty) && !errors.Is(err, dockerfile.ErrForeignSyntax) {
				t.Errorf("%T is no error of the contract", err)
			}
			golden(t, filepath.Join(folder, "message.txt"), []byte(err.Error()+"\n"))
		})
	}
}
