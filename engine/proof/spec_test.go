package proof

import (
	"strings"
	"testing"
	"time"

	"lightship/engine/proof/record"
)

func TestAProgramThatEndsIsAskedForHelpUnlessAShellStartsIt(t *testing.T) {
	for _, c := range []struct {
		entrypoint, cmd []string
		given           []string
		want            string
	}{
		{nil, []string{"tool", "run"}, nil, "tool run --help"},
		{[]string{"tool"}, []string{"run"}, nil, "tool --help"},
		{[]string{"tool"}, []string{"run"}, []string{"--check"}, ""},
		{nil, []string{"/bin/sh", "-c", "tool run"}, nil, ""},
		{nil, nil, nil, ""},
	} {
		var image Image
		image.Config.Entrypoint, image.Config.Cmd = c.entrypoint, c.cmd
		got := ""
		for _, p := range specOf(image, Settings{Args: c.given}).Ended {
			if p.From == "--help" {
				got = strings.Join(p.Args, " ")
			}
		}
		if got != c.want {
			t.Errorf("%v %v: %q, want %q", c.entrypoint, c.cmd, got, c.want)
		}
	}
}

func TestWhatAProgramSaysOfItselfCountsWhereItDoes(t *testing.T) {
	said := func(code int, body string) func(*Run) {
		return func(r *Run) {
			r.End = &record.End{After: time.Second}
			r.Stdout = record.Output{Head: "done", Bytes: 4}
			r.Sockets = nil
			r.Answers = []record.Answer{{Probe: record.Probe{Kind: record.Command, From: "--help"}, Code: code, Body: body}}
		}
	}
	for _, c := range []struct {
		name          string
		before, after func(*Run)
		want          Verdict
	}{
		{"the same", said(0, "usage: a"), said(0, "usage: a"), Same},
		{"another", said(0, "usage: a"), said(0, "usage: b"), Differs},
		{"not any more", said(0, "usage: a"), said(127, "libz.so.1 is not there"), Differs},
		{"a shell that does not know it", said(127, "exec: --help: not found"), said(127, "sh: --help: no such thing"), Same},
	} {
		r := Compare(Runs{ran("", c.before), ran("", c.before), ran("", c.after)}, Settings{})
		if r.Verdict != c.want {
			t.Errorf("%s: verdict %q, rows %+v", c.name, r.Verdict, r.Rows)
		}
	}
}
