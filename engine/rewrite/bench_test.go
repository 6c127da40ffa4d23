package rewrite

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/language/golang"
	"lightship/engine/project"
	"lightship/engine/stagegraph"
)

// BenchmarkFindings measures what happens after a Dockerfile's text has changed: it is parsed, its graph is made and
// placed, and the findings are found. Every round does all files of the corpus; the median and the slowest are reported.
func BenchmarkFindings(b *testing.B) {
	paths, err := filepath.Glob("../../testdata/dockerfiles/valid/*/Dockerfile")
	if err != nil || len(paths) == 0 {
		b.Fatalf("no corpus: %v", err)
	}
	paths = slices.DeleteFunc(paths, func(path string) bool {
		_, err := os.Stat(filepath.Join(filepath.Dir(path), "options.json"))
		return err == nil // It can't be read without what is given from outside.
	})
	took := make([][]time.Duration, len(paths))
	texts := make([][]byte, len(paths))
	for i, path := range paths {
		if texts[i], err = os.ReadFile(path); err != nil {
			b.Fatal(err)
		}
	}
	p := &project.Project{Dir: b.TempDir(), Name: "shop", Dockerfiles: []string{"Dockerfile"}, Sources: []project.Sources{&golang.Module{
		Module: "example.com/shop", Version: "1.22", HasSum: true, Mains: []string{"."},
	}}}
	catalogue := bases.Catalogue()
	for b.Loop() {
		for i, text := range texts {
			begun := time.Now()
			if err := find(p, catalogue, text); err != nil {
				b.Fatalf("%s: %v", paths[i], err)
			}
			took[i] = append(took[i], time.Since(begun))
		}
	}
	perFile := make([]time.Duration, len(took))
	for i, times := range took {
		slices.Sort(times)
		perFile[i] = times[len(times)/2]
	}
	slices.Sort(perFile)
	b.ReportMetric(float64(perFile[len(perFile)/2].Nanoseconds())/1e3, "median-µs/file")
	b.ReportMetric(float64(perFile[len(perFile)-1].Nanoseconds())/1e3, "slowest-µs/file")
	b.ReportMetric(float64(len(paths)), "files")
	b.ReportMetric(0, "ns/op")
}

// find parses a text, makes its graph and proposes changes to it.
func find(p *project.Project, catalogue []bases.Base, text []byte) error {
	f, err := dockerfile.Parse(text, dockerfile.Options{Name: "Dockerfile", Platform: "linux/amd64"})
	if err != nil {
		return err
	}
	g, err := stagegraph.New(f, "")
	if err != nil {
		return err
	}
	stagegraph.Place(g)
	_, err = Propose(Input{File: f, Project: p, Program: Predict(p, f, ""), Candidates: catalogue})
	return err
}
