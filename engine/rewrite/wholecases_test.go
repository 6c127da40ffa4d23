package rewrite

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"lightship/engine/bases"
)

// wholeCases are the archives testdata/whole/LANGUAGE/CASE.txtar: a project as people have it, and what becomes of its
// Dockerfile with the recommended base and all that starts turned on.
func wholeCases(t *testing.T) []ruleCase {
	t.Helper()
	paths, err := filepath.Glob("testdata/whole/*/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var out []ruleCase
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		language := filepath.Base(filepath.Dir(path))
		out = append(out, ruleCase{
			rule: language, name: "whole/" + language + "/" + strings.TrimSuffix(filepath.Base(path), ".txtar"), path: path, archive: archive,
		})
	}
	return out
}

// recommended is the base that the product recommends when no registry answers, as the table of bases is made.
func recommended(p *Proposal) bases.Base {
	program := p.Program(p.defaults())
	current := bases.Describe(p.StandsOn(p.defaults()))
	rows := []bases.Candidate{{Base: current, Facts: bases.Snapshot(current.Ref), Verdict: bases.Judge(program, current), Current: true}}
	for _, b := range append(bases.CatalogueFor(program.Language), bases.Related(current.Ref)...) {
		if !bases.SameRef(b.Ref, current.Ref) {
			rows = append(rows, bases.Candidate{Base: b, Facts: bases.Snapshot(b.Ref), Verdict: bases.Judge(program, b)})
		}
	}
	if ref, _ := bases.Recommend(program, rows); ref != "" {
		return bases.Describe(ref)
	}
	return current
}

func TestEveryWholeProjectGivesItsDockerfileAndFindings(t *testing.T) {
	for _, c := range wholeCases(t) {
		t.Run(c.name, func(t *testing.T) {
			oneOfMany(t, c.name)
			source := c.file("Dockerfile")
			p := c.propose(t, source)
			after, err := p.After(p.defaults(), recommended(p))
			if err != nil {
				after = []byte("error: " + err.Error() + "\n")
			}
			got := map[string]string{"want.findings": listed(p.Findings, ofPatterns)}
			if string(after) != string(source) {
				got["want.Dockerfile"] = strings.ReplaceAll(string(after), "\r\n", "\n")
			}
			c.compare(t, got)
		})
	}
}
