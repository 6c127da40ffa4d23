package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/docker/go-units"

	"lightship/engine/evidence"
	"lightship/engine/project"
)

// writeText prints what a person wants to know first.
func (a *about) writeText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nBuilds\n", a.Root)
	for _, build := range a.Builds {
		fmt.Fprintf(&b, "  %s\n", buildLine(build, build.ID == a.Build.ID))
	}
	if len(a.Starts) > 0 {
		b.WriteString("\nStarts\n")
		for _, start := range a.Starts {
			fmt.Fprintf(&b, "  %s\n", startLine(start))
		}
	}
	fmt.Fprintf(&b, "\nSources in %s\n", a.Context)
	for _, line := range a.languageLines() {
		fmt.Fprintf(&b, "  %s\n", line)
	}
	a.writeNeeds(&b)
	if len(a.Unread) > 0 {
		b.WriteString("\nNot read\n")
		writeEvidence(&b, a.Unread)
	}
	if a.Size != nil {
		a.writeSize(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func buildLine(b project.Build, current bool) string {
	mark := "  "
	if current {
		mark = "* "
	}
	parts := []string{mark + b.ID}
	if b.By != project.Found {
		if b.Dockerfile != "" {
			parts = append(parts, "dockerfile "+b.Dockerfile)
		}
		parts = append(parts, "context "+b.Context)
		if b.Target != "" {
			parts = append(parts, "target "+b.Target)
		}
	}
	line := strings.Join(parts, "  ")
	if b.Problem != "" {
		line += "  (" + b.Problem + ")"
	}
	return line
}

// languageLines says in a line each what the project is written in.
func (a *about) languageLines() []string {
	var out []string
	for _, s := range a.languages {
		out = append(out, languageLine(s.Summary()))
	}
	if len(out) == 0 {
		out = append(out, "no language that Lightship knows")
	}
	return out
}

func languageLine(s project.Summary) string {
	var frameworks []string
	for _, f := range s.Frameworks {
		frameworks = append(frameworks, f.Name)
	}
	parts := []string{strings.TrimSpace(s.Name + " " + s.Version), s.Module, strings.TrimSpace(s.Tool + " " + s.File), strings.Join(frameworks, " ")}
	if len(s.Programs) > 0 {
		parts = append(parts, "programs "+strings.Join(s.Programs, " "))
	}
	parts = append(parts, s.Notes...)
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), ", ")
}

// needs are the kinds of evidence with the words above them, in the order they are printed.
func needs() []struct {
	title string
	kinds []evidence.Kind
} {
	return []struct {
		title string
		kinds []evidence.Kind
	}{
		{"CA certificates", []evidence.Kind{evidence.Certificates}},
		{"Time zones", []evidence.Kind{evidence.Zones, evidence.OwnZones}},
		{"Files at run time", []evidence.Kind{evidence.Reads, evidence.Lists}},
		{"Files that it writes", []evidence.Kind{evidence.Writes}},
		{"Native code", []evidence.Kind{evidence.Native, evidence.Loads, evidence.Packages}},
		{"A shell", []evidence.Kind{evidence.Shell}},
		{"Other programs", []evidence.Kind{evidence.Starts}},
		{"Ports and addresses", []evidence.Kind{evidence.Binds, evidence.Asks}},
		{"Other", []evidence.Kind{evidence.Home, evidence.Terminal, evidence.Git, evidence.Symbols}},
	}
}

// writeNeeds prints what the program needs when it runs.
func (a *about) writeNeeds(b *strings.Builder) {
	var all evidence.List
	var natives []project.Evidence
	for _, s := range a.languages {
		all = append(all, s.Evidence()...)
		for _, n := range s.Natives() {
			e := n.Evidence
			if len(n.Run) > 0 {
				e.Says += "; needs " + strings.Join(n.Run, " ")
			}
			natives = append(natives, e)
		}
	}
	for _, need := range needs() {
		list := project.Notes(all.Of(need.kinds...))
		if slices.Contains(need.kinds, evidence.Native) {
			list = append(natives, list...)
		}
		if len(list) > 0 {
			fmt.Fprintf(b, "\n%s\n", need.title)
			writeEvidence(b, list)
		}
	}
}

func writeEvidence(b *strings.Builder, list []project.Evidence) {
	for _, e := range list {
		at := e.File
		if e.Line > 0 {
			at = fmt.Sprintf("%s:%d", e.File, e.Line)
		}
		fmt.Fprintf(b, "  %s  %s\n", at, e.Says)
	}
}

func (a *about) writeSize(b *strings.Builder) {
	files := "files"
	if a.Size.Files == 1 {
		files = "file"
	}
	fmt.Fprintf(b, "\nBuild context  %s in %d %s", units.HumanSize(float64(a.Size.Bytes)), a.Size.Files, files)
	if a.Size.IgnoreFile != "" {
		fmt.Fprintf(b, ", %s left out by %s", units.HumanSize(float64(a.Size.Ignored)), a.Size.IgnoreFile)
	}
	b.WriteString("\n")
	for _, part := range a.Size.Largest {
		fmt.Fprintf(b, "  %10s  %s\n", units.HumanSize(float64(part.Bytes)), part.Path)
	}
}
