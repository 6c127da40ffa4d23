package rewrite

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/language"
)

// nodeProject is a project whose split depends on what its sources name.
func nodeProject(t *testing.T) (dir string, in Input) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range map[string]string{
		"Dockerfile":        "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN npm run build\nCMD node dist/main.js\n",
		"package.json":      `{"name": "shop", "scripts": {"build": "tsc"}, "dependencies": {"express": "1"}, "devDependencies": {"typescript": "5"}}`,
		"package-lock.json": `{"lockfileVersion": 3, "packages": {}}`,
		"src/main.ts":       "import express from 'express';\nexpress();\n",
	} {
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	p, _, err := language.All().Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	options := dockerfile.Options{Name: "Dockerfile", Platform: "linux/amd64"}
	f, err := dockerfile.Parse(text, options)
	if err != nil {
		t.Fatal(err)
	}
	return dir, Input{File: f, Options: options, Project: p, Candidates: bases.Catalogue(), Memory: &Memory{}}
}

func TestWhatWasWorkedOutOnceIsNotReadAgain(t *testing.T) {
	dir, in := nodeProject(t)
	first, err := Propose(in)
	if err != nil {
		t.Fatal(err)
	}
	base := bases.Describe("node:20-slim")
	text, err := first.After(first.defaults(), base)
	if err != nil || string(text) == string(in.File.Source) {
		t.Fatalf("nothing is rewritten: %v\n%s", err, text)
	}
	// Nothing of the project is left to be read; what is known of it is.
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	second, err := Propose(in)
	if err != nil || !reflect.DeepEqual(first.Findings, second.Findings) || !reflect.DeepEqual(first.Changes, second.Changes) {
		t.Errorf("the second proposal is another: %v\n%+v\n%+v", err, first.Changes, second.Changes)
	}
	if again, err := second.After(second.defaults(), base); err != nil || string(again) != string(text) {
		t.Errorf("the second after text is another: %v\n%s", err, again)
	}
	in.Memory = &Memory{}
	fresh, err := Propose(in)
	if err != nil || reflect.DeepEqual(first.Changes, fresh.Changes) {
		t.Errorf("a new memory knows what the old one does: %v", err)
	}
}

func TestAMemoryDoesNotConfuseTwoPlansOrTwoBases(t *testing.T) {
	_, in := nodeProject(t)
	p, err := Propose(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range p.Changes {
		for _, ref := range []string{"node:20-slim", "node:20-alpine"} {
			on := p.defaults()
			on[c.ID] = !on[c.ID]
			base := bases.Describe(ref)
			want, wantErr := propose(t, in).After(on, base)
			if got, err := p.After(on, base); string(got) != string(want) || (err == nil) != (wantErr == nil) {
				t.Errorf("%s toggled, on %s: %v, %v\n%s\nwant\n%s", c.ID, ref, err, wantErr, got, want)
			}
		}
	}
}

// propose proposes without what was worked out before.
func propose(t *testing.T, in Input) *Proposal {
	t.Helper()
	in.Memory = nil
	p, err := Propose(in)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestATextIsParsedAndReadOnceWhicheverProposalAsks(t *testing.T) {
	_, in := nodeProject(t)
	first, err := Propose(in)
	if err != nil {
		t.Fatal(err)
	}
	second, err := Propose(in)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := first.model.Stages[0], second.model.Stages[0]; a != b {
		t.Error("the second proposal read the stages anew")
	}
	if first.model.File != in.File {
		t.Error("the user's text was parsed once more")
	}
	text, err := first.After(first.defaults(), bases.Describe("node:20-slim"))
	if err != nil {
		t.Fatal(err)
	}
	once, err := first.FileOf(text)
	if err != nil || string(once.Source) != string(text) {
		t.Fatalf("%v\n%s", err, text)
	}
	if twice, err := second.FileOf(text); err != nil || twice != once {
		t.Errorf("the after text was parsed once more: %v", err)
	}
}
