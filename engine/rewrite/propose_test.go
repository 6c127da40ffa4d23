package rewrite

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/image"
	"lightship/engine/language"
	"lightship/engine/language/golang"
	"lightship/engine/project"
)

// sample opens a sample project of the repository and proposes for it.
func sample(t *testing.T, name string, bytes func(string) int64) *Proposal {
	t.Helper()
	p, file, err := language.All().Open(t.Context(), filepath.Join("..", "..", "testdata", "projects", name))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(p.Dir, file))
	if err != nil {
		t.Fatal(err)
	}
	options := dockerfile.Options{Name: file, Platform: "linux/amd64"}
	f, err := dockerfile.Parse(text, options)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Propose(Input{File: f, Options: options, Project: p, Program: Predict(p, f, ""), Candidates: bases.Catalogue(), BaseBytes: bytes})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestTheWebSampleIsSplitOntoStatic(t *testing.T) {
	p := sample(t, "go-web", nil)
	on := p.defaults()
	if program := p.Program(on); program.Linkage != bases.Static || !program.Predicted {
		t.Errorf("%+v", program)
	}
	after, err := p.After(on, bases.Describe("gcr.io/distroless/static-debian12:nonroot"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"CGO_ENABLED=0 go build", "FROM gcr.io/distroless/static-debian12:nonroot", `CMD ["./app"]`} {
		if !strings.Contains(string(after), line) {
			t.Errorf("no %q in\n%s", line, after)
		}
	}
}

func TestTheCgoSampleIsRefusedWhereThereIsNoGlibc(t *testing.T) {
	p := sample(t, "go-cgo", nil)
	for _, ref := range []string{"scratch", "gcr.io/distroless/static-debian12:nonroot", "alpine:3.20"} {
		_, err := p.After(p.defaults(), bases.Describe(ref))
		if err == nil || !strings.Contains(err.Error(), "/lib64/ld-linux-x86-64.so.2") {
			t.Errorf("%s: %v", ref, err)
		}
	}
	for _, ref := range []string{"gcr.io/distroless/base-debian12:nonroot", "gcr.io/distroless/cc-debian12:nonroot"} {
		if _, err := p.After(p.defaults(), bases.Describe(ref)); err != nil {
			t.Errorf("%s: %v", ref, err)
		}
	}
}

func TestSavingsAreTheDifferenceOfTheBases(t *testing.T) {
	known := map[string]int64{
		"golang:1.22": 823e6, "debian:bookworm-slim": 74e6, "gcr.io/distroless/static-debian12:nonroot": 2e6,
	}
	p := sample(t, "go-web", func(ref string) int64 {
		if n, ok := known[ref]; ok {
			return n
		}
		return -1
	})
	want := map[string]int64{golang.Split: 749e6, FinalBase: 72e6}
	for _, c := range p.ChangesFor(bases.Describe("gcr.io/distroless/static-debian12:nonroot")) {
		if c.SavesBytes != want[c.ID] {
			t.Errorf("%s saves %d, want %d", c.ID, c.SavesBytes, want[c.ID])
		}
		if c.ID == FinalBase && !strings.Contains(c.Title, "distroless/static") {
			t.Errorf("title %q", c.Title)
		}
	}
	for _, c := range p.ChangesFor(bases.Describe("ubuntu:24.04")) {
		if c.ID == FinalBase && c.SavesBytes != 0 {
			t.Errorf("an unknown base saves %d", c.SavesBytes)
		}
	}
}

func TestSavingsAreEstimatesUntilTheBeforeImageIsAnalysed(t *testing.T) {
	const source = "FROM node:22-slim\nWORKDIR /app\nCOPY --chmod=644 entry.sh \\\n  /usr/local/bin/\nRUN chown  node:node /usr/local/bin/entry.sh\nUSER node\nENTRYPOINT [\"entry.sh\"]\n"
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "entry.sh"), []byte("#!/bin/sh\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := dockerfile.Parse([]byte(source), dockerfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	in := Input{File: f, Project: &project.Project{Root: dir, Dir: dir}}
	saved := func() Change {
		t.Helper()
		p, err := Propose(in)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range p.Changes {
			if c.ID == "copy-mode" {
				return c
			}
		}
		t.Fatalf("no copy-mode among %+v", p.Findings)
		return Change{}
	}
	if c := saved(); c.SavesBytes != 0 || c.Estimate {
		t.Errorf("without an image: %+v", c)
	}
	in.Image = &image.Analysis{Layers: []image.Layer{
		{OnDisk: 7e7, CreatedBy: "RUN /bin/sh -c chown node:node /usr/local/bin/entry.sh # buildkit", Base: true},
		{OnDisk: 9e3, CreatedBy: "COPY --chmod=644 entry.sh /usr/local/bin/ # buildkit"},
		{OnDisk: 12e3, CreatedBy: "RUN /bin/sh -c chown  node:node /usr/local/bin/entry.sh # buildkit"},
	}}
	if c := saved(); c.SavesBytes != 12e3 || c.Estimate {
		t.Errorf("with an image: %+v", c)
	}
}

func TestASplitIsMeasuredInTheAnalysedImage(t *testing.T) {
	bytes := func(ref string) int64 {
		return map[string]int64{"golang:1.22": 823e6, "debian:bookworm-slim": 74e6}[ref]
	}
	p := sample(t, "go-web", bytes)
	find := func() Change {
		return p.Changes[slices.IndexFunc(p.Changes, func(c Change) bool { return c.ID == golang.Split })]
	}
	if c := find(); c.SavesBytes != 749e6 || !c.Estimate {
		t.Errorf("estimated: %+v", c)
	}
	in := p.in
	in.Image = &image.Analysis{OnDisk: 931e6, Program: &image.Linkage{Size: 12e6}}
	var err error
	if p, err = Propose(in); err != nil {
		t.Fatal(err)
	}
	if c := find(); c.SavesBytes != 931e6-12e6-74e6 || c.Estimate {
		t.Errorf("measured: %+v", c)
	}
}

func TestABuiltProgramGivesWayWhenASwitchChangesItsLinkage(t *testing.T) {
	p := sample(t, "go-web", nil)
	static := bases.Program{Language: "go", Linkage: bases.Static, Bytes: 5e6}
	on := p.defaults()
	if got := p.programFrom(static, on); got.Predicted || got.Linkage != bases.Static {
		t.Errorf("%+v", got)
	}
	on[golang.StaticBuild] = false
	if got := p.programFrom(static, on); !got.Predicted || got.Linkage != bases.DynamicGlibc || got.GLIBC != "2.36" {
		t.Errorf("%+v", got)
	}
	glibc := bases.Program{Linkage: bases.DynamicGlibc, Needed: []string{"libc.so.6"}, GLIBC: "2.34"}
	on[golang.StaticBuild] = true
	if got := p.programFrom(glibc, on); got.Linkage != bases.Static || got.GLIBC != "" {
		t.Errorf("%+v", got)
	}
}
