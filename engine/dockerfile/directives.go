package dockerfile

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/distribution/reference"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// ErrForeignSyntax is what a *ForeignSyntaxError wraps.
var ErrForeignSyntax = errors.New("the file asks for a frontend that is not Dockerfile's")

// ForeignSyntaxError is returned for a file whose "# syntax=" names a frontend that is not Dockerfile's: its text has
// a grammar of its own, so no model of it is made.
type ForeignSyntaxError struct {
	// File is the file's name as shown in messages.
	File string
	// Frontend is the image that would read the file.
	Frontend string
	// Line is the 1-based line of the directive.
	Line int
}

// Error says which frontend the file asks for, and where.
func (e *ForeignSyntaxError) Error() string {
	return fmt.Sprintf("%s:%d: syntax=%s: %v, and only that frontend knows how to read it", e.File, e.Line, e.Frontend, ErrForeignSyntax)
}

// Unwrap returns ErrForeignSyntax.
func (e *ForeignSyntaxError) Unwrap() error { return ErrForeignSyntax }

// readDirectives takes the syntax and check directives; BuildKit's parser takes the escape directive itself.
func (f *File) readDirectives(src *source) error {
	frontend, _, at, found := parser.DetectSyntax(f.Source)
	if found && !isDockerfileFrontend(frontend) {
		return &ForeignSyntaxError{File: f.Name, Frontend: frontend, Line: max(1, linesOf(at).First)}
	}
	f.Syntax = frontend
	options, _, at, _ := parser.ParseDirective("check", f.Source)
	config, err := linter.ParseLintOptions(options)
	if err != nil {
		err = fmt.Errorf("failed to parse check options: %w; write skip=RULE,RULE or error=true, separated by semicolons without spaces", err)
		return syntaxError(f.Name, src, linesOf(at).First, err)
	}
	f.Check = Check{Skip: config.SkipRules, Experimental: config.ExperimentalRules, Error: config.ReturnAsError}
	if config.SkipAll {
		f.Check.Skip = []string{"all"}
	}
	if config.ExperimentalAll {
		f.Check.Experimental = []string{"all"}
	}
	return nil
}

// isDockerfileFrontend says whether a frontend's reference is Dockerfile's own, whatever registry it comes from.
func isDockerfileFrontend(ref string) bool {
	named, err := reference.ParseNormalizedNamed(ref)
	if err != nil {
		return false
	}
	switch path.Base(reference.Path(named)) {
	case "dockerfile", "dockerfile-upstream":
		return true
	}
	return false
}

// directiveLine finds the line of a parser directive that BuildKit refuses: its own position is one too low.
func directiveLine(src *source, err error) int {
	var located *parser.LocationError
	if !errors.As(err, &located) {
		return 1
	}
	var directives parser.DirectiveParser
	for i := range src.lines {
		d, perr := directives.ParseLine([]byte(strings.TrimLeft(src.line(i+1), " \t")))
		invalid := d != nil && d.Name == "escape" && d.Value != "`" && d.Value != `\`
		if perr != nil || invalid {
			located.Locations = nil
			return i + 1
		}
	}
	return 1
}
