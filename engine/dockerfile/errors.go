package dockerfile

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// ErrEmpty is returned for a file without a FROM: nothing in it can be built.
var ErrEmpty = errors.New("the Dockerfile is empty: it has no FROM, so there is nothing to build; add a FROM line that names a base")

// ErrNoTarget is returned when a target names no stage of the file.
var ErrNoTarget = errors.New("the target is not a stage of the Dockerfile")

// ErrNoPlatform is returned when a platform can't be read as one.
var ErrNoPlatform = errors.New("is not a platform; write one such as linux/amd64 or linux/arm64")

// SyntaxError is a place in a Dockerfile that BuildKit would refuse, and why.
type SyntaxError struct {
	// File is the file's name as shown in messages.
	File string
	// Line is the 1-based line where the trouble starts.
	Line int
	// Source is that line without its line end.
	Source string
	// Err is what is wrong, in BuildKit's words where they help.
	Err error
}

// MissingArgError says that a FROM can't be read for want of values that no ARG before the first FROM has.
type MissingArgError struct {
	// Names are those of the variables, sorted.
	Names []string
	// Err is what can't be read without them.
	Err error
}

// Error says what can't be read, which values are missing and how they are given.
func (e *MissingArgError) Error() string {
	return fmt.Sprintf("%v: no ARG %s has a value before the first FROM; give it a default or a build argument (--build-arg %s=..., "+
		"or build.args of a compose service)", e.Err, strings.Join(e.Names, ", "), strings.Join(e.Names, "=... --build-arg "))
}

// Unwrap returns what can't be read.
func (e *MissingArgError) Unwrap() error { return e.Err }

// Error says file, line, what is wrong and the line itself.
func (e *SyntaxError) Error() string {
	source := strings.TrimSpace(printable(e.Source))
	if source == "" {
		return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err)
	}
	return fmt.Sprintf("%s:%d: %v\n    %s", e.File, e.Line, e.Err, source)
}

// Unwrap returns what is wrong.
func (e *SyntaxError) Unwrap() error { return e.Err }

// syntaxError gives an error of BuildKit's parser the place that it carries, or the given line when it has none.
func syntaxError(name string, text *source, line int, err error) *SyntaxError {
	var located *parser.LocationError
	if errors.As(err, &located) {
		for _, ranges := range located.Locations {
			if len(ranges) > 0 && ranges[0].Start.Line > 0 {
				line = ranges[0].Start.Line
				break
			}
		}
	}
	line = min(max(line, 1), max(len(text.lines), 1))
	return &SyntaxError{File: name, Line: line, Source: text.line(line), Err: plain(err)}
}

// printable keeps a terminal from obeying what stands in a file that is no text.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, s)
}
