package rewrite

import (
	"context"
	"strings"
	"testing"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/evidence"
	"lightship/engine/language"
	"lightship/engine/project"
	"lightship/engine/project/projecttest"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"
)

// brief is a made-up language: all that Lightship knows of it is in this file.
type brief struct{}

func (brief) Language() string { return "brief" }

func (brief) Rules() []rule.Rule {
	return []rule.Rule{{ID: "brief-split", Group: rule.Size, Severity: rule.Warning, Title: "Ship the page, not the press"}}
}

func (brief) Sources(_ context.Context, files *project.Files) (project.Sources, error) {
	text, ok := files.Read("page.brief")
	if !ok {
		return nil, nil
	}
	return briefSources(strings.Fields(string(text))), nil
}

func (brief) Predict(p *project.Project) (bases.Program, bool) {
	return bases.Program{Language: "brief", Predicted: true}, project.SourcesOf[briefSources](p) != nil
}

func (brief) Read(s pattern.Subject) pattern.Reading {
	if project.SourcesOf[briefSources](s.Project) == nil {
		return nil
	}
	return &briefReading{subject: s}
}

// briefSources are the words of a page: "reads:x" is evidence.
type briefSources []string

func (briefSources) Language() string          { return "brief" }
func (briefSources) Natives() []project.Native { return nil }
func (briefSources) Summary() project.Summary  { return project.Summary{Name: "Brief", Version: "1"} }

func (b briefSources) Evidence() (out evidence.List) {
	for _, word := range b {
		if name, reads := strings.CutPrefix(word, "reads:"); reads {
			out = append(out, evidence.Evidence{Kind: evidence.Reads, Subject: name, Known: true, Source: evidence.Sources, File: "page.brief"})
		}
	}
	return out
}

// briefReading puts a second stage behind the first, with what the page reads.
type briefReading struct{ subject pattern.Subject }

func (r *briefReading) Findings() []rule.Finding {
	return []rule.Finding{{Rule: "brief-split", Lines: r.subject.Final().Lines}}
}
func (r *briefReading) Builder() string   { return r.subject.Final().Base }
func (r *briefReading) SplitBase() string { return "scratch" }
func (r *briefReading) Multi() bool       { return false }

func (r *briefReading) ProgramWith(known bases.Program, _ map[string]bool) bases.Program {
	return known
}

func (r *briefReading) Edits(on map[string]bool, base bases.Base, _ bases.Program) []dockerfile.Edit {
	if !on["brief-split"] {
		return nil
	}
	var edits pattern.Edits
	text := "FROM " + base.Ref + "\n"
	for _, e := range r.subject.Project.Evidence().Of(evidence.Reads) {
		text += "COPY " + e.Subject + " /" + e.Subject + "\n"
	}
	edits.Insert(r.subject.Final().End(), text)
	return edits
}

func TestALanguageIsAddedByItsOwnFolderAlone(t *testing.T) {
	languages := append(language.All(), brief{})
	dir := projecttest.Write(t, map[string]string{"Dockerfile": "FROM example.com/press:1\nCOPY page.brief .\nCMD [\"press\"]\n", "page.brief": "reads:picture.svg"})
	p, name, err := languages.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Sources) != 1 || p.Sources[0].Summary().Name != "Brief" {
		t.Fatalf("%+v", p.Sources)
	}
	text, _ := p.Files.Read(name)
	f, err := dockerfile.Parse(text, dockerfile.Options{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	proposal, err := Propose(Input{File: f, Project: p, Languages: languages})
	if err != nil {
		t.Fatal(err)
	}
	if len(proposal.Changes) == 0 || proposal.Changes[0].ID != "brief-split" || proposal.Changes[0].Title != "Ship the page, not the press" {
		t.Fatalf("%+v", proposal.Changes)
	}
	after, err := proposal.After(map[string]bool{"brief-split": true}, bases.Base{})
	if err != nil || !strings.HasSuffix(string(after), "FROM scratch\nCOPY picture.svg /picture.svg\n") {
		t.Errorf("%v\n%s", err, after)
	}
}
