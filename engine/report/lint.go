package report

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"lightship/engine/rewrite"
)

// LintSchema names the form of WriteLintJSON; a change that breaks readers gets another number.
const LintSchema = "lightship-lint/1"

// Lint is what the rules say to the Dockerfiles of a project.
type Lint struct {
	// Version is Lightship's own.
	Version string
	// Files are in the order of the project.
	Files []LintFile
}

// LintFile is what the rules say to one Dockerfile.
type LintFile struct {
	// Dockerfile is its path relative to the project, with slashes.
	Dockerfile string
	// Findings are in the order of their lines; secrets in them are masked.
	Findings []rewrite.Finding
	// Changes are the ids of the rules that offer a change for it.
	Changes []string
}

// NewLintFile sorts what a proposal says by line. What is minor is left out unless it was asked for.
func NewLintFile(dockerfile string, p *rewrite.Proposal, minor bool) LintFile {
	f := LintFile{Dockerfile: dockerfile, Findings: slices.Clone(p.Findings)}
	if !minor {
		f.Findings = rewrite.WithoutMinor(f.Findings)
	}
	slices.SortStableFunc(f.Findings, func(a, b rewrite.Finding) int { return a.Lines.First - b.Lines.First })
	for _, c := range p.Changes {
		f.Changes = append(f.Changes, c.ID)
	}
	return f
}

// Count returns how many findings are as grave as a severity, or graver.
func (l *Lint) Count(least rewrite.Severity) int {
	n := 0
	for _, file := range l.Files {
		for _, f := range file.Findings {
			if f.Severity.AtLeast(least) {
				n++
			}
		}
	}
	return n
}

// WriteLintText writes a line for each finding, as compilers do: "Dockerfile:3: warning: apt-cache-mount: ...", and indented below
// it why, and when no change is offered the reason and what to do by hand. What is said of several lines stands at the first of them.
func WriteLintText(w io.Writer, l *Lint) error {
	var b strings.Builder
	fixable := map[string]bool{}
	for _, file := range l.Files {
		for _, f := range file.Findings {
			fmt.Fprintf(&b, "%s:%d: %s: %s: %s\n    %s\n", file.Dockerfile, f.Lines.First, f.Severity, f.Rule, f.Title, f.Why)
			if len(f.More) > 0 {
				fmt.Fprintf(&b, "    at %s\n", f.Where())
			}
			if f.Refused != "" {
				fmt.Fprintf(&b, "    left as it is: %s\n    what to do: %s\n", f.Refused, f.Next)
			}
		}
		for _, id := range file.Changes {
			fixable[id] = true
		}
	}
	fmt.Fprintln(&b, l.summary(len(fixable)))
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write the findings: %w", err)
	}
	return nil
}

// summary is the last line of the text.
func (l *Lint) summary(fixable int) string {
	all := l.Count(rewrite.Info)
	if all == 0 {
		return "Nothing to gain: the rules found nothing."
	}
	errors, warnings := l.Count(rewrite.Error), l.Count(rewrite.Warning)-l.Count(rewrite.Error)
	line := fmt.Sprintf("%s: %s, %s, %s.", counted(all, "finding"), counted(errors, "error"), counted(warnings, "warning"),
		counted(all-errors-warnings, "info"))
	if fixable > 0 {
		line += fmt.Sprintf(" There is a change for %s: lightshipctl rewrite.", counted(fixable, "rule"))
	}
	return line
}

// counted is a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// lintJSON is the document of WriteLintJSON.
type lintJSON struct {
	Schema  string         `json:"schema"`
	Version string         `json:"version"`
	Files   []lintFileJSON `json:"files"`
}

type lintFileJSON struct {
	Dockerfile string            `json:"dockerfile"`
	Findings   []rewrite.Finding `json:"findings"`
	Changes    []string          `json:"changes"`
}

// WriteLintJSON writes the findings as JSON: schema, version, and for each Dockerfile its findings and the ids of the changes.
func WriteLintJSON(w io.Writer, l *Lint) error {
	doc := lintJSON{Schema: LintSchema, Version: l.Version, Files: []lintFileJSON{}}
	for _, f := range l.Files {
		doc.Files = append(doc.Files, lintFileJSON{f.Dockerfile, notNil(f.Findings), notNil(f.Changes)})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return fmt.Errorf("write the findings as JSON: %w", err)
	}
	return nil
}

// notNil returns an empty slice for nil, which JSON writes as [].
func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
