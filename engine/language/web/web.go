// Package web is the pattern for files that a web server serves: the final stage stands on nginx already, and a lighter variant of
// that does the same.
package web

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/project"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"
)

// server is the runtime of the images that this pattern reads.
const server = "nginx"

// Pattern is the pattern for files that a web server serves.
type Pattern struct{}

// Language is bases.Web.
func (Pattern) Language() string { return bases.Web }

// Rules are none of its own.
func (Pattern) Rules() []rule.Rule { return nil }

// Sources are none: a site is what another language builds, or files alone.
func (Pattern) Sources(context.Context, *project.Files) (project.Sources, error) { return nil, nil }

// Predict tells nothing: which server a project's files get is said by the Dockerfile alone.
func (Pattern) Predict(*project.Project) (bases.Program, bool) { return bases.Program{}, false }

// reading is what was read of one Dockerfile.
type reading struct {
	pattern.Subject
	pattern.Notes
	final *model.Stage
}

// Read looks for a target stage that stands on an official image of nginx.
func (Pattern) Read(s pattern.Subject) pattern.Reading {
	final := s.Final()
	if root := s.RootBase(final); bases.Describe(root).Runtime != server || !bases.Official(root) {
		return nil
	}
	r := &reading{Subject: s, final: final}
	from := final.Instructions[0].Lines
	switch why := r.keeps(); {
	case why != "":
		r.Refuse(pattern.FinalBase, from, why)
	case !strings.Contains(final.Base, "slim") && len(bases.Related(bases.WithoutDigest(final.Base))) > 0:
		r.Note(rule.Finding{
			Rule: pattern.FinalBase, Lines: from, Swap: rule.Swap{From: final.Base},
			Why: "The image carries modules that nginx only loads when it is told to, and tools beside it; the files need nginx alone.",
		})
	}
	return r
}

// Builder is empty: what builds the files is another stage's matter.
func (r *reading) Builder() string { return "" }

// SplitBase is empty: nothing is split.
func (r *reading) SplitBase() string { return "" }

// Multi says whether another stage brings the files.
func (r *reading) Multi() bool { return len(r.CopiedFrom(r.final)) > 0 }

// ProgramWith says that nginx is all that runs, of the version that the image has today.
func (r *reading) ProgramWith(known bases.Program, _ map[string]bool) bases.Program {
	return bases.Program{
		Language: bases.Web, Linkage: bases.Interpreted, Runtime: server, RuntimeVersion: bases.Describe(r.RootBase(r.final)).RuntimeVersion,
		NeedsShell: known.NeedsShell, Predicted: true, Evidence: known.Evidence, Files: known.Files, Start: known.Start, Ports: known.Ports,
	}
}

// Edits put the chosen base in the place of today's.
func (r *reading) Edits(on map[string]bool, base bases.Base, _ bases.Program) []dockerfile.Edit {
	var edits pattern.Edits
	pattern.EditInPlace(&edits, r.Model, on, base)
	return edits
}

// keeps says why the base has to stay; empty when it need not.
func (r *reading) keeps() string {
	base := r.final.Base
	if strings.Contains(pattern.WrittenBase(r.final.Instructions[0]), "$") {
		return "an argument names the base, and another one could no longer be given"
	}
	for _, special := range []string{"perl", "otel"} {
		if strings.Contains(base, special) {
			return fmt.Sprintf("%s carries a module, which its lighter variants lack", base)
		}
	}
	if release := bases.NamedSuite(base); release != "" && bases.Describe(r.RootBase(r.final)).Libc != "musl" {
		return fmt.Sprintf("%s names %s, and the lighter images of nginx stand on Alpine", base, release)
	}
	program := ""
	if argv := r.final.Start.Argv; r.final.Start.Entrypoint >= 0 || len(argv) > 0 && argv[0] != server {
		program = "the image starts a program that may need what its base has today"
	}
	final := *r.final
	if final.Start.Entrypoint < 0 && final.Start.Cmd < 0 {
		final.Start.Unclear = "" // the image of nginx starts it
	}
	if why := pattern.KeepsBase(&final, program, server, server); why != "" {
		return why
	}
	if why := r.mounts(); why != "" {
		return why
	}
	for i, ins := range r.final.Instructions {
		if why := r.brings(i, ins); why != "" {
			return fmt.Sprintf("line %d: %s", ins.Lines.First, why)
		}
	}
	return ""
}

// served are folders whose files nginx only reads: pages, and configuration of sites, which can't load modules.
var served = []string{
	"/usr/share/nginx/", "/var/www/", "/srv/", "/app/", "/etc/nginx/conf.d/", "/etc/nginx/templates/", "/etc/nginx/ssl/", "/etc/nginx/certs/",
}

// mainConfig is the configuration that can load modules and names the user.
const mainConfig = "/etc/nginx/nginx.conf"

// brings says why what an instruction brings may need today's base; empty when it does not.
func (r *reading) brings(i int, ins dockerfile.Instruction) string {
	var files instructions.SourcesAndDest
	from := ""
	switch c := ins.Expanded().(type) {
	case *instructions.CopyCommand:
		files, from = c.SourcesAndDest, c.From
	case *instructions.AddCommand:
		files = c.SourcesAndDest
	default:
		return ""
	}
	dest := model.Resolve(r.final.Dirs[i], files.DestPath)
	if isServed(dest) {
		return ""
	}
	if dest != mainConfig {
		return dest + " is brought along, and may need what the base has today"
	}
	text, ok := r.text(files, from)
	switch {
	case !ok:
		return "it brings a configuration that can't be read here, and may load modules of today's base"
	case asksForMore(text):
		return "its configuration loads modules or names a user, which other bases may lack"
	}
	return ""
}

// asksForMore says whether a main configuration has a directive that not every variant can follow. The user nginx is in all.
func asksForMore(text string) bool {
	for _, m := range directive.FindAllStringSubmatch(text, -1) {
		switch name, value := m[1], m[2]; {
		case name == "load_module",
			name == "include" && strings.Contains(value, "modules"),
			name == "user" && value != server:
			return true
		}
	}
	return false
}

// directive finds load_module, include of modules, and user with its name, wherever a directive may begin.
var directive = regexp.MustCompile(`(?m)(?:^|[;{}])[ \t]*(load_module|include|user)[ \t]+([^\s;]*)`)

// text is the only file that is brought: written in the Dockerfile, or one of the build context.
func (r *reading) text(files instructions.SourcesAndDest, from string) (string, bool) {
	switch {
	case len(files.SourceContents) == 1 && len(files.SourcePaths) == 0:
		return files.SourceContents[0].Data, true
	case len(files.SourcePaths) != 1 || from != "":
		return "", false
	}
	return r.ContextText(files.SourcePaths[0])
}
