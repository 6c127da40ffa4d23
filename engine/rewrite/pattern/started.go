package pattern

import (
	"fmt"
	"path"
	"strings"

	"lightship/engine/commandline"
	"lightship/engine/dockerfile"
	"lightship/engine/evidence"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

// FromSources notes the programs that the sources show to be started: each is there on the final base, or installed. own says
// whether a program is one that the final image has anyway. It returns why the final image can't be sure to have them, empty
// when it can.
func (o *Outside) FromSources(needed evidence.List, own func(name string) bool) string {
	for _, e := range needed.Of(evidence.Starts, evidence.Shell) {
		names := []string{e.Subject}
		if e.Kind == evidence.Shell {
			o.Shell = e.Place()
			names = programsOf(e.Subject)
		}
		if !e.Known || len(names) == 0 {
			return fmt.Sprintf("%s %s, which the final image may not have", e.Place(), e.Says())
		}
		for _, name := range names {
			if own(name) {
				continue
			}
			c := model.Command{Args: []model.Word{{Text: name, Known: true, Raw: name}}}
			if why := o.Call(e.Place(), c); why != "" {
				return why
			}
		}
	}
	return ""
}

// Started notes the programs that the sources show to be started, as FromSources does, with all that is assumed where a program that the
// final image may not have is tried without. The problem is of the lines at.
func (o *Outside) Started(needed evidence.List, own func(name string) bool, at dockerfile.Lines) []Problem {
	var out []Problem
	for _, e := range needed.Of(evidence.Starts, evidence.Shell) {
		why := o.FromSources(evidence.List{e}, own)
		switch {
		case why == "":
			continue
		case len(out) == 0:
			out = []Problem{{Lines: at, Reason: why}}
		}
		subject := e.Subject
		if e.Kind == evidence.Shell || !e.Known {
			subject = ""
		}
		out[0].Assumes = rule.Assumptions(out[0].Assumes, []rule.Assumption{{Kind: rule.AssumesProgram, Subject: subject, Place: e.Place()}})
	}
	return out
}

// NoneOwn is for an image that has no further programs of its own.
func NoneOwn(string) bool { return false }

// programsOf are the programs that a shell's command line calls by their names, with those that they run; nil when one of them can't be
// told. A shell's own name is no command line.
func programsOf(line string) []string {
	if name := path.Base(strings.TrimSpace(line)); line == "" || commandline.IsAnyShell(name) {
		return nil
	}
	script, err := model.ReadShell(line, dockerfile.Environment{}, "/")
	if err != nil {
		return nil
	}
	out := []string{}
	for _, c := range script.Commands {
		all, known := c.WithWrapped()
		for _, c := range all {
			name := c.Arg(0)
			if !known || name == "" || strings.ContainsAny(name, "%{}<>$") {
				return nil
			}
			if !commandline.IsBuiltin(name) {
				out = append(out, name)
			}
		}
	}
	if len(out) == 0 {
		out = append(out, "sh")
	}
	return out
}
