package model

import (
	"sort"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Step is one of the commands that a script runs one after the other, joined by && or ; or standing on lines of their own.
type Step struct {
	// First and Last are the byte range in the script's Text.
	First, Last int
	// Commands are the indexes in Script.Commands of those that belong to it.
	Commands []int
	// Simple says that it is one simple command and nothing else: no condition, pipe, redirection or background.
	Simple bool
}

// Steps are the script's steps in order; nil when the text can't be edited.
func (s *Script) Steps() []Step {
	if !s.Editable || s.Tree == nil {
		return nil
	}
	var out []Step
	for _, stmt := range s.Tree.Stmts {
		out = s.addSteps(out, stmt)
	}
	for n, c := range s.Commands {
		for i := range out {
			if c.At >= out[i].First && c.End <= out[i].Last {
				out[i].Commands = append(out[i].Commands, n)
			}
		}
	}
	return out
}

func (s *Script) addSteps(out []Step, stmt *syntax.Stmt) []Step {
	if and, ok := stmt.Cmd.(*syntax.BinaryCmd); ok && and.Op == syntax.AndStmt && !stmt.Negated && !stmt.Background {
		return s.addSteps(s.addSteps(out, and.X), and.Y)
	}
	_, simple := stmt.Cmd.(*syntax.CallExpr)
	last := int(stmt.End().Offset())
	if stmt.Semicolon.IsValid() {
		last = int(stmt.Semicolon.Offset())
	}
	return append(out, Step{
		First: s.Body + int(stmt.Pos().Offset()), Last: s.Body + last,
		Simple: simple && len(stmt.Redirs) == 0 && !stmt.Background && !stmt.Negated,
	})
}

// Replacement is a byte range of a RUN's source and what takes its place; with First equal to Last it is an insertion.
type Replacement struct {
	First, Last int
	Text        string
}

// Replace makes the replacements, which must not overlap; insertions at the same place keep their order.
func Replace(text string, list []Replacement) string {
	sort.SliceStable(list, func(i, j int) bool { return list[i].First < list[j].First })
	var b strings.Builder
	last := 0
	for _, r := range list {
		if r.First < last {
			continue
		}
		b.WriteString(text[last:r.First])
		b.WriteString(r.Text)
		last = r.Last
	}
	b.WriteString(text[last:])
	return b.String()
}

// Without returns the replacements that take steps out of a script, with what joins them to their neighbours. It is nil
// when no step would be left, or when a comment stands in the way.
func (s *Script) Without(steps []Step, drop func(Step) bool) []Replacement {
	var out []Replacement
	kept := -1
	pending := -1
	for i, step := range steps {
		switch {
		case !drop(step):
			if pending >= 0 {
				// Nothing was kept before: what follows becomes the start.
				out = append(out, Replacement{First: steps[pending].First, Last: step.First})
				pending = -1
			}
			kept = i
		case kept >= 0:
			out = append(out, Replacement{First: steps[i-1].Last, Last: step.Last})
		case pending < 0:
			pending = i
		}
	}
	if kept < 0 {
		return nil
	}
	for _, r := range out {
		if strings.Contains(s.Text[r.First:r.Last], "#") {
			return nil
		}
	}
	return out
}

// FlagReplacements are WithFlags as replacements.
func (s *Script) FlagReplacements(flags []string) []Replacement {
	var out []Replacement
	for _, i := range s.WithFlags(flags) {
		out = append(out, Replacement{First: i.At, Last: i.At, Text: i.Text})
	}
	return out
}
