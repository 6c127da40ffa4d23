package rewrite

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/evidence"
	"lightship/engine/language"
	"lightship/engine/language/golang"
	"lightship/engine/project"
	"lightship/engine/rewrite/rule"
	"lightship/engine/rewrite/rules"
)

var update = flag.Bool("update", false, "write the want files")

// goldenCase is a folder of testdata/patterns: a Dockerfile and what is known of the project beside it. Only what the
// patterns answer is compared with the want files, so that a new rule changes none of them.
type goldenCase struct {
	dir string
	// Target, Base and BuildArgs are chosen; Base "recommended" by default. Off are the changes turned off, On
	// are those that start off and are turned on.
	Target    string
	Base      string
	BuildArgs map[string]string
	Off, On   []string
	// Go is what the project room says of the sources.
	Go *golang.Module
	// NoGo says that there is no go.mod.
	NoGo bool
	// opened says that the project's own files stand in the case's folder and are read by the project room.
	opened bool
}

// hasManifest says whether a case's folder is a project in another language than Go.
func hasManifest(dir string) bool {
	return slices.ContainsFunc([]string{"Cargo.toml", "pom.xml", "build.gradle", "CMakeLists.txt", "Makefile", "compose.yaml"}, func(name string) bool {
		_, err := os.Stat(filepath.Join(dir, name))
		return err == nil
	})
}

// project is what stands in the case's folder.
func (c goldenCase) project(t *testing.T) *project.Project {
	t.Helper()
	if !c.opened {
		p := &project.Project{Dir: c.dir, Name: "shop", Dockerfiles: []string{"Dockerfile"}, Files: project.NewFiles(c.dir)}
		if c.Go != nil {
			p.Sources = []project.Sources{c.Go}
		}
		return p
	}
	p, _, err := language.All().Open(t.Context(), filepath.Join(c.dir, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	p.Name = "shop"
	return p
}

func readCase(t *testing.T, dir string) goldenCase {
	t.Helper()
	c := goldenCase{dir: dir}
	text, err := os.ReadFile(filepath.Join(dir, "case.json"))
	if err == nil {
		err = json.Unmarshal(text, &c)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	c.opened = hasManifest(dir)
	if c.Go == nil && !c.NoGo && !c.opened {
		c.Go = &golang.Module{
			Module: "example.com/shop", Version: "1.22", HasSum: true, Mains: []string{"."},
			Needed: evidence.List{{Kind: evidence.Certificates, Known: true, Source: evidence.Sources, By: "net/http.Get", File: "main.go", Line: 9}},
		}
	}
	return c
}

func (c goldenCase) propose(t *testing.T, text []byte) *Proposal {
	t.Helper()
	options := dockerfile.Options{Name: "Dockerfile", Platform: "linux/amd64", BuildArgs: c.BuildArgs}
	f, err := dockerfile.Parse(text, options)
	if err != nil {
		t.Fatal(err)
	}
	p := c.project(t)
	got, err := Propose(Input{
		File: f, Options: options, Project: p, Target: c.Target, Program: Predict(p, f, c.Target), Candidates: c.offered(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// offered are the bases that the cases choose from: they are about Dockerfiles, and not about what the catalogue holds.
func offered() []bases.Base {
	var out []bases.Base
	for _, ref := range []string{
		"gcr.io/distroless/static-debian12:nonroot", "gcr.io/distroless/base-debian12:nonroot",
		"gcr.io/distroless/cc-debian12:nonroot", "debian:bookworm-slim",
	} {
		out = append(out, bases.Describe(ref))
	}
	return out
}

// offered are the bases for a case's language.
func (c goldenCase) offered() []bases.Base {
	out := offered()
	if !c.opened {
		return out
	}
	for _, ref := range []string{
		"gcr.io/distroless/base-debian13:nonroot", "gcr.io/distroless/cc-debian13:nonroot", "debian:trixie-slim", "ubuntu:24.04",
		"gcr.io/distroless/java21-debian13:nonroot", "eclipse-temurin:21-jre", "eclipse-temurin:17-jre", "eclipse-temurin:21-jre-alpine",
	} {
		out = append(out, bases.Describe(ref))
	}
	return out
}

// proposeBeside proposes for a text in a folder of its own, with an ignore file.
func (c goldenCase) proposeBeside(t *testing.T, text []byte, ignore *File) *Proposal {
	t.Helper()
	if ignore == nil {
		return c.propose(t, text)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(c.dir)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ignore.Name), ignore.After, 0o644); err != nil {
		t.Fatal(err)
	}
	c.dir = dir
	return c.propose(t, text)
}

// base returns the case's base, or the one the product would recommend offline.
func (c goldenCase) base(p *Proposal) bases.Base {
	if c.Base != "" {
		return bases.Describe(c.Base)
	}
	program := p.Program(c.on(p))
	for _, b := range c.offered() {
		if bases.Judge(program, b).Level == bases.Fits {
			return b
		}
	}
	last := bases.Describe("debian:bookworm-slim")
	if bases.Judge(program, last).Level != bases.DoesNotFit {
		return last
	}
	// What a runtime runs needs a base that carries it.
	for _, level := range []bases.Level{bases.Fits, bases.Caveat} {
		for _, b := range bases.Catalogue() {
			if bases.Judge(program, b).Level == level {
				return b
			}
		}
	}
	return last
}

func (c goldenCase) on(p *Proposal) map[string]bool {
	on := p.defaults()
	for _, id := range c.Off {
		on[id] = false
	}
	for _, id := range c.On {
		on[id] = true
	}
	return on
}

func cases(t *testing.T) map[string]goldenCase {
	t.Helper()
	files, err := filepath.Glob("testdata/patterns/*/*/*/Dockerfile")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	out := map[string]goldenCase{}
	for _, f := range files {
		dir := filepath.Dir(f)
		out[strings.TrimPrefix(filepath.ToSlash(dir), "testdata/patterns/")] = readCase(t, dir)
	}
	return out
}

func TestEveryCaseGivesItsGoldenDockerfileAndFindings(t *testing.T) {
	for name, c := range cases(t) {
		t.Run(name, func(t *testing.T) {
			oneOfMany(t, name)
			source, err := os.ReadFile(filepath.Join(c.dir, "Dockerfile"))
			if err != nil {
				t.Fatal(err)
			}
			p := c.propose(t, source)
			on := c.on(p)
			for id := range on {
				on[id] = on[id] && ofPatterns(id)
			}
			after, err := p.After(on, c.base(p))
			if err != nil {
				after = []byte("error: " + err.Error() + "\n")
			}
			golden(t, filepath.Join(c.dir, "want.Dockerfile"), after)
			golden(t, filepath.Join(c.dir, "want.findings"), []byte(listed(p.Findings, ofPatterns)))
		})
	}
}

// ofPatterns says whether a rule is one that patterns answer, or one that they depend on.
func ofPatterns(id string) bool {
	return !slices.ContainsFunc(rules.All(), func(r Rule) bool { return r.ID == id && id != rules.ExecForm && id != rule.NonRootUser })
}

func listed(findings []Finding, which func(id string) bool) string {
	var b strings.Builder
	for _, f := range findings {
		if !which(f.Rule) {
			continue
		}
		b.WriteString(f.Rule)
		for i, at := range f.Places() {
			fmt.Fprintf(&b, "%s%d-%d", map[bool]string{true: " ", false: ","}[i == 0], at.First, at.Last)
		}
		if f.Refused != "" && f.Next == "" {
			b.WriteString(" NOTHING IS SAID OF WHAT TO DO")
		}
		if f.Refused != "" {
			b.WriteString(" refused: " + f.Refused)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
