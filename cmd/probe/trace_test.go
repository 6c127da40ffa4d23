package main

import (
	"strings"
	"testing"

	"lightship/engine/proof/record"
)

func TestFilesProgramsAndConnectionsAreSeen(t *testing.T) {
	r := probe(t, "traced", record.Spec{Trace: true})
	if r.End.Code != 0 || !r.Trace.On {
		t.Fatalf("end is %+v, it said %q, trace %q", r.End, r.Stderr.Head, r.Trace.Why)
	}
	folder := ""
	for _, f := range r.Trace.Files {
		if f.As == "written" {
			folder = strings.TrimSuffix(f.Path, "/written")
		}
	}
	for _, c := range []struct {
		path   string
		op     record.Op
		failed string
	}{
		{folder + "/written", record.Write, ""},
		{folder + "/written", record.Read, ""},
		{folder, record.List, ""},
		{folder + "/made", record.Make, ""},
		{folder + "/written", record.Change, ""},
		{folder + "/made/renamed", record.Change, ""},
		{folder + "/made/renamed", record.Look, ""},
		{folder + "/made/renamed", record.Remove, ""},
		{folder + "/.env", record.Read, "ENOENT"},
		{"/does/not/exist", record.Look, "ENOENT"},
		{"/bin/true", record.Run, ""},
		{"/bin/not-there", record.Run, "ENOENT"},
	} {
		if failed, tried := seen(r, c.path)[c.op]; !tried || failed != c.failed {
			t.Errorf("%s %s: %q, want %q; seen was %v", c.op, c.path, failed, c.failed, seen(r, c.path))
		}
	}
	if w := r.Written; len(w) != 1 || w[0].Path != folder+"/made/left" || w[0].As != "left" || w[0].Body != "what it is for" {
		t.Errorf("it left %+v", w)
	}
	for _, want := range []record.Connection{
		{Network: "tcp", Address: "127.0.0.1", Port: 5432, Error: "EINPROGRESS"},
		{Network: "udp", Address: "127.0.0.1", Port: 514},
		{Network: "unix", Address: "/run/none.sock", Error: "ENOENT"},
	} {
		if !holds(r.Trace.Connections, want) {
			t.Errorf("%+v was not seen; seen was %+v", want, r.Trace.Connections)
		}
	}
	if want := (record.Connection{Network: "tcp", Address: "127.0.0.1", Port: 9000, Error: "EADDRINUSE"}); !holds(r.Trace.Binds, want) {
		t.Errorf("%+v was not seen; seen was %+v", want, r.Trace.Binds)
	}
}

func holds(all []record.Connection, want record.Connection) bool {
	for _, c := range all {
		if c == want {
			return true
		}
	}
	return false
}

func TestManyThreadsAreTracedAndNoneStandsStill(t *testing.T) {
	r := probe(t, "threads", record.Spec{Trace: true})
	if r.End == nil || r.End.Code != 0 || r.Stdout.Head != "all\n" {
		t.Fatalf("end is %+v, it said %q %q", r.End, r.Stdout.Head, r.Stderr.Head)
	}
	written := 0
	for _, f := range r.Trace.Files {
		if f.Op == record.Write && f.Error == "" && strings.Contains(f.As, "-") {
			written++
		}
	}
	if written != 1600 {
		t.Errorf("%d files were seen to be written, want 1600", written)
	}
}

func TestWherePtraceIsRefusedTheProgramRunsAndItIsSaid(t *testing.T) {
	r := begin(t, noTrace, "code", record.Spec{Trace: true}).finish(t)
	if r.End.Code != 7 || r.Trace.On || !strings.Contains(r.Trace.Why, "EPERM") || len(r.Trace.Files) != 0 {
		t.Errorf("record is %s", asJSON(t, r))
	}
}

func TestUntracedIsSaid(t *testing.T) {
	if r := probe(t, "code", record.Spec{}); r.Trace.On || r.Trace.Why == "" {
		t.Errorf("trace is %+v", r.Trace)
	}
}
