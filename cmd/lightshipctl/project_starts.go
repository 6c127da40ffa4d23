package main

import (
	"cmp"
	"fmt"
	"strings"

	"lightship/engine/project"
)

// startLine says in a line what starts an image, and with what in the place of its own.
func startLine(s project.Start) string {
	parts := []string{fmt.Sprintf("%s:%d  %s", s.At.File, s.At.Line, s.Name)}
	image := cmp.Or(s.Dockerfile, "a Dockerfile that can't be told")
	if s.Inline != "" {
		image = "the Dockerfile in " + s.Build
	}
	if s.Target != "" {
		image += " to " + s.Target
	}
	parts = append(parts, "starts "+image)
	for _, w := range []struct {
		keyword string
		words   *project.Words
	}{{"ENTRYPOINT", s.Entrypoint}, {"CMD", s.Command}} {
		switch {
		case w.words == nil:
		case w.words.Unclear != "":
			parts = append(parts, w.keyword+" can't be told: "+w.words.Unclear)
		default:
			parts = append(parts, w.keyword+" "+shortened(w.words.Argv))
		}
	}
	for _, c := range s.Checks {
		parts = append(parts, c.Kind+" "+shortened(c.Argv))
	}
	if s.User != "" {
		parts = append(parts, "user "+s.User)
	}
	if s.WorkingDir != "" {
		parts = append(parts, "in "+s.WorkingDir)
	}
	for _, v := range s.Volumes {
		if v.Bind != "" {
			parts = append(parts, v.Bind+" at "+v.Target)
		}
	}
	return strings.Join(parts, ", ")
}

// shortened are the words of a command line on one line, no longer than a person reads.
func shortened(argv []string) string {
	const most = 80
	text := strings.Join(strings.Fields(strings.Join(argv, " ")), " ")
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}
