package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/docker/go-units"

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
	for _, line := range a.languages() {
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

// languages says in a line each what the project is written in.
func (a *about) languages() []string {
	var out []string
	add := func(parts ...string) {
		var said []string
		for _, part := range parts {
			if strings.TrimSpace(part) != "" && !strings.HasSuffix(part, " ") {
				said = append(said, strings.TrimSpace(part))
			}
		}
		out = append(out, strings.Join(said, ", "))
	}
	if g := a.Go; g != nil {
		add(versioned("Go", g.Version), "module "+g.Module, "programs "+strings.Join(g.Mains, " "))
	}
	if n := a.Node; n != nil {
		add(versioned("Node.js", n.NodeVersion, n.Engines), n.Name, versioned(string(n.Manager), n.ManagerVersion, n.Lock), names(n.Frameworks), said(n.TypeScript, "TypeScript"), said(n.Static, "files in "+n.StaticDir))
	}
	if j := a.Java; j != nil {
		add(versioned("Java", j.Release), string(j.Tool)+said(j.Wrapper, " by its wrapper"), names(j.Frameworks), "jar "+j.Jar)
	}
	if p := a.Python; p != nil {
		add(versioned("Python", p.PythonVersion, p.Wanted), p.Name, "lock "+p.LockFile, names(p.Frameworks), "starts at "+strings.Join(p.Entries, " "))
	}
	if r := a.Rust; r != nil {
		var bins []string
		for _, bin := range r.Bins {
			bins = append(bins, bin.Name)
		}
		add(versioned("Rust", r.Toolchain, r.RustVersion, said(r.Edition != "", r.Edition+" edition")), r.Name, names(r.Frameworks), "programs "+strings.Join(bins, " "))
	}
	if n := a.Native; n != nil {
		add(strings.Join(n.Languages, " and ")+" with "+string(n.Tool), n.Name)
	}
	if len(out) == 0 {
		out = append(out, "no language that Lightship knows")
	}
	return out
}

// versioned is a name with the first version that is known, alone where none is.
func versioned(name string, versions ...string) string {
	return strings.TrimSpace(name + " " + cmp.Or(versions...))
}

func said(is bool, what string) string {
	if is {
		return what
	}
	return ""
}

func names(list []project.Framework) string {
	var out []string
	for _, f := range list {
		out = append(out, f.Name)
	}
	return strings.Join(out, " ")
}

// writeNeeds prints what the program needs when it runs.
func (a *about) writeNeeds(b *strings.Builder) {
	var all project.Needs
	var native []project.Native
	take := func(n project.Needs, libraries []project.Native) {
		all.TLS, all.Zones, all.Runtime = append(all.TLS, n.TLS...), append(all.Zones, n.Zones...), append(all.Runtime, n.Runtime...)
		all.Shell, all.Programs = append(all.Shell, n.Shell...), append(all.Programs, n.Programs...)
		native = append(native, libraries...)
	}
	if a.Go != nil {
		take(a.Go.Needs, nil)
	}
	if a.Node != nil {
		take(a.Node.Needs, a.Node.Native)
	}
	if a.Java != nil {
		take(a.Java.Needs, a.Java.Native)
	}
	if a.Python != nil {
		take(a.Python.Needs, a.Python.Native)
	}
	if a.Rust != nil {
		take(a.Rust.Needs, a.Rust.Native)
	}
	if a.Native != nil {
		take(a.Native.Needs, a.Native.Packages)
	}
	var libraries []project.Evidence
	for _, n := range native {
		e := n.Evidence
		if len(n.Run) > 0 {
			e.Says += "; needs " + strings.Join(n.Run, " ")
		}
		libraries = append(libraries, e)
	}
	if a.Go != nil {
		libraries = append(libraries, a.Go.Cgo...)
	}
	for _, need := range []struct {
		title string
		list  []project.Evidence
	}{
		{"CA certificates", all.TLS},
		{"Time zones", all.Zones},
		{"Files at run time", all.Runtime},
		{"Native code", libraries},
		{"A shell", all.Shell},
		{"Other programs", all.Programs},
	} {
		if len(need.list) > 0 {
			fmt.Fprintf(b, "\n%s\n", need.title)
			writeEvidence(b, need.list)
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
