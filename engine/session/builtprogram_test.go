package session

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/bases"
	"lightship/engine/compare"
	"lightship/engine/image"
	"lightship/engine/image/imagetest"
	"lightship/engine/rewrite"
)

// builtFor is an image whose /app is known to want a version of glibc.
func builtFor(t *testing.T, glibc string) *image.Analysis {
	t.Helper()
	img := imagetest.Image(t, v1.Config{}, imagetest.Layer{Files: map[string]string{"app": "#!/bin/sh\n"}})
	files, _, err := image.Survey(t.Context(), img, image.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &image.Analysis{Own: files, Program: &image.Linkage{
		Path: "/app", Size: 9 << 20, Interpreter: "/lib64/ld-linux-x86-64.so.2", Needed: []string{"libc.so.6"}, GLIBC: glibc, Machine: "x86-64",
	}}
}

func TestTheTableAndTheAfterTextJudgeTheBuiltProgramAlike(t *testing.T) {
	s := start(t)
	dir := goProject(t, naive)
	if err := os.WriteFile(filepath.Join(dir, "c.go"), []byte("package main\n\nimport \"C\"\n\nfunc init() {}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	s.Open(dir)
	if n := idle(t, s); n.After == nil || n.Problem != nil {
		t.Fatalf("no plan: %+v", n.Problem)
	}
	built := builtFor(t, "2.38")
	// A draft of before may still be worked out: what counts is the one that is asked for behind it.
	together(s, func() {
		st := &s.state
		st.built, st.snapshot.Comparison = built, &compare.Comparison{After: compare.Side{Image: built}}
		s.draft(wanted{propose: true})
		s.publish()
	})
	n := settled(t, s)
	by := map[string]bool{}
	together(s, func() {
		st := &s.state
		for _, row := range n.Bases {
			_, err := st.proposal.After(effective(n.Changes), st.observed(bases.Describe(row.Ref)))
			by[row.Ref] = errors.Is(err, rewrite.ErrBaseRefused)
		}
	})
	if n.Problem != nil || n.After == nil {
		t.Fatalf("the plan is refused on the base that is recommended, %s: %+v", n.Base, n.Problem)
	}
	tooOld := "debian:bookworm-slim"
	if row, ok := findRow(n.Bases, tooOld); !ok || row.Verdict.Level != bases.DoesNotFit || !by[row.Ref] {
		t.Errorf("%s: %+v, refused %v", tooOld, row.Verdict, by[row.Ref])
	}
	for _, row := range n.Bases {
		if !row.Current && by[row.Ref] != (row.Verdict.Level == bases.DoesNotFit) {
			t.Errorf("%s: the table says %s, the after text is refused: %v", row.Ref, row.Verdict.Level, by[row.Ref])
		}
	}
}
