package rewrite

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/language"
	"lightship/engine/project"
	"lightship/engine/rewrite/rules"
)

// ruleCase is an archive testdata/rules/RULE/CASE.txtar: a project with its Dockerfile, and what the rule alone says to
// it (want.findings) and makes of it (want.Dockerfile, left out when it changes nothing).
type ruleCase struct {
	rule, name, path string
	archive          *txtar.Archive
}

func ruleCases(t *testing.T) []ruleCase {
	t.Helper()
	paths, err := filepath.Glob("testdata/rules/*/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var out []ruleCase
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		rule, name := filepath.Base(filepath.Dir(path)), strings.TrimSuffix(filepath.Base(path), ".txtar")
		out = append(out, ruleCase{rule: rule, name: rule + "/" + name, path: path, archive: archive})
	}
	return out
}

// file returns a file of the archive. "CRLF" on the last line of the archive's comment gives it such line ends.
func (c ruleCase) file(name string) []byte {
	for _, f := range c.archive.Files {
		if f.Name != name {
			continue
		}
		if strings.HasSuffix(strings.TrimSpace(string(c.archive.Comment)), "CRLF") {
			return bytes.ReplaceAll(f.Data, []byte("\n"), []byte("\r\n"))
		}
		return f.Data
	}
	return nil
}

// proposeBeside writes the project to a folder, with a text as its Dockerfile and perhaps another ignore file, and proposes for it.
func (c ruleCase) proposeBeside(t *testing.T, text []byte, ignore *File) *Proposal {
	t.Helper()
	dir := t.TempDir()
	for _, f := range c.archive.Files {
		if strings.HasPrefix(f.Name, "want.") {
			continue
		}
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if ignore != nil {
		if err := os.WriteFile(filepath.Join(dir, ignore.Name), ignore.After, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	p, _, err := language.All().Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return proposeText(t, p, text)
}

// propose proposes for a text in the place of the project's Dockerfile.
func (c ruleCase) propose(t *testing.T, text []byte) *Proposal {
	t.Helper()
	return c.proposeBeside(t, text, nil)
}

func proposeText(t *testing.T, p *project.Project, text []byte) *Proposal {
	t.Helper()
	options := dockerfile.Options{Name: "Dockerfile", Platform: "linux/amd64"}
	f, err := dockerfile.Parse(text, options)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	got, err := Propose(Input{File: f, Options: options, Project: p, Program: Predict(p, f, ""), Candidates: bases.Catalogue(), Now: testDay()})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestEveryRuleCaseGivesItsDockerfileAndFindings(t *testing.T) {
	for _, c := range ruleCases(t) {
		t.Run(c.name, func(t *testing.T) {
			oneOfMany(t, c.name)
			source := c.file("Dockerfile")
			p := c.propose(t, source)
			on := map[string]bool{c.rule: true}
			for _, change := range p.Changes {
				for _, need := range change.Needs {
					on[need] = on[need] || change.ID == c.rule
				}
			}
			after, err := p.After(on, bases.Base{})
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{"want.findings": listed(p.Findings, func(id string) bool { return id == c.rule })}
			if file := p.IgnoreFile(on); file != nil {
				got["want.dockerignore"] = string(file.After)
			}
			if !bytes.Equal(after, source) {
				got["want.Dockerfile"] = strings.ReplaceAll(string(after), "\r\n", "\n")
			}
			c.compare(t, got)
		})
	}
}

// compare compares with the archive's want files, or writes them.
func (c ruleCase) compare(t *testing.T, got map[string]string) {
	t.Helper()
	want := map[string]string{}
	var kept []txtar.File
	for _, f := range c.archive.Files {
		if strings.HasPrefix(f.Name, "want.") {
			want[f.Name] = string(f.Data)
		} else {
			kept = append(kept, f)
		}
	}
	if !*update {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.path, diff)
		}
		return
	}
	for _, name := range []string{"want.findings", "want.Dockerfile", "want.dockerignore"} {
		if text, ok := got[name]; ok {
			kept = append(kept, txtar.File{Name: name, Data: []byte(text)})
		}
	}
	c.archive.Files = kept
	if err := os.WriteFile(c.path, txtar.Format(c.archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestEveryRuleHasItsPageAndItsCases(t *testing.T) {
	for _, r := range Rules() {
		if _, err := os.Stat(filepath.Join("..", "..", "docs", r.Docs())); err != nil {
			t.Error(err)
		}
	}
	changed, left := map[string]int{}, map[string]int{}
	for _, c := range ruleCases(t) {
		if c.file("want.Dockerfile") != nil || c.file("want.dockerignore") != nil {
			changed[c.rule]++
		} else {
			left[c.rule]++
		}
	}
	for _, r := range rules.All() {
		if left[r.ID] < 3 {
			t.Errorf("%s: %d cases that it must leave alone, want 3", r.ID, left[r.ID])
		}
		if changed[r.ID]+left[r.ID] < 5 {
			t.Errorf("%s: %d cases, want 5", r.ID, changed[r.ID]+left[r.ID])
		}
		delete(changed, r.ID)
		delete(left, r.ID)
	}
	if len(changed)+len(left) > 0 {
		t.Errorf("cases of no rule: %v %v", changed, left)
	}
}

// testDay is the day that the cases are looked at from.
func testDay() time.Time { return time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC) }
