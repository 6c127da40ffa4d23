package proof

import (
	"fmt"
	"testing"
	"time"

	"lightship/engine/proof/record"
)

// ran is a run of a server that answers with body, changed by change.
func ran(body string, change func(*Run)) *Run {
	at := 20 * time.Millisecond
	r := &Run{Args: []string{"app"}, Dir: "/", Record: record.Record{
		Version: record.Version, Started: time.Date(2026, 11, 28, 3, 0, 0, 0, time.UTC), Listening: &at, Answered: &at,
		End:     &record.End{After: 3 * time.Second, Asked: true},
		Sockets: []record.Socket{{Network: "tcp", Port: 80}},
		Answers: []record.Answer{{
			Probe: record.Probe{Kind: record.HTTP, Port: 80, Path: "/"}, Status: 200, Body: body, Bytes: int64(len(body)),
			Header: map[string]string{"Content-Type": "text/plain", "Date": "now", "Etag": body},
		}},
		Trace: record.Trace{On: true},
	}}
	if change != nil {
		change(r)
	}
	return r
}

// served has a web server of a name send a header.
func served(by, header, value string) func(*Run) {
	return func(r *Run) {
		r.Answers[0].Header["Server"] = by
		if header != "" {
			r.Answers[0].Header[header] = value
		}
	}
}

func TestWhatMakesADifference(t *testing.T) {
	file := func(op record.Op, path, failed string) func(*Run) {
		return func(r *Run) { r.Trace.Files = append(r.Trace.Files, record.File{Path: path, Op: op, Error: failed}) }
	}
	for _, c := range []struct {
		name          string
		before, after func(*Run)
		want          Verdict
		kind          Kind
	}{
		{"nothing", nil, nil, Same, ""},
		{"a status", nil, func(r *Run) { r.Answers[0].Status = 502 }, Differs, Answer},
		{"a header", nil, func(r *Run) { r.Answers[0].Header["Content-Type"] = "text/html" }, Differs, Answer},
		{"an older program's name", nil, func(r *Run) { r.Answers[0].Header["Server"] = "app/1.2" }, Same, ""},
		{"another web server's headers", served("", "Cache-Control", "no-cache"), served("nginx/1.26", "Accept-Ranges", "bytes"), Same, ""},
		{"another web server's content type", served("", "Content-Type", "text/html"), served("nginx/1.26", "Content-Type", "text/plain"), Differs, Answer},
		{"another name of a type", served("", "Content-Type", "text/javascript"), served("", "Content-Type", "application/javascript"), Same, ""},
		{"another character set", served("", "Content-Type", "text/javascript"), served("", "Content-Type", "application/javascript; charset=latin1"), Differs, Answer},
		{"another web server's policy", served("", "Content-Security-Policy", "none"), served("nginx/1.26", "", ""), Differs, Answer},
		{"the same web server's headers", served("nginx/1.25", "Cache-Control", "no-cache"), served("nginx/1.26", "", ""), Differs, Answer},
		{"a date", nil, func(r *Run) { r.Answers[0].Header["Date"] = "then" }, Same, ""},
		{"a body", nil, func(r *Run) { r.Answers[0].Body = "bye" }, Differs, Answer},
		{"no answers", nil, func(r *Run) { r.Answers = nil }, Differs, Answer},
		{"an end by itself", nil, func(r *Run) { r.End = &record.End{Code: 1, After: time.Second} }, Differs, Exit},
		{"another way to end when asked", nil, func(r *Run) { r.End.Code, r.End.Signal = -1, "SIGTERM" }, Same, ""},
		{"no end when asked", nil, func(r *Run) { r.End.Killed = true }, Differs, Stop},
		{"a port more", nil, func(r *Run) { r.Sockets = append(r.Sockets, record.Socket{Network: "tcp", Port: 9090}) }, Differs, Port},
		{"a passing port", nil, func(r *Run) { r.Sockets = append(r.Sockets, record.Socket{Network: "udp", Port: 50001}) }, Same, ""},
		{"loopback only", nil, func(r *Run) { r.Sockets[0].Loopback = true }, Differs, Port},
		{"a slow start", nil, func(r *Run) { slow := 3 * time.Second; r.Listening = &slow }, Differs, Ready},
		{"a file", file(record.Read, "/app/a.txt", ""), file(record.Read, "/app/a.txt", "ENOENT"), Differs, File},
		{"a file that neither has", file(record.Read, "/app/a.txt", "ENOENT"), file(record.Read, "/app/a.txt", "ENOENT"), Same, ""},
		{"a cache of the system's", file(record.Read, "/etc/ld.so.cache", ""), file(record.Read, "/etc/ld.so.cache", "ENOENT"), Same, ""},
		{"a program elsewhere", file(record.Run, "/usr/bin/tool", ""), file(record.Run, "/bin/tool", ""), Same, ""},
		{"a program", file(record.Run, "/usr/bin/tool", ""), file(record.Run, "/usr/bin/tool", "ENOENT"), Differs, Program},
		{"a library", file(record.Read, "/lib/libz.so.1", ""), file(record.Read, "/usr/lib/libz.so.1", "ENOENT"), Differs, Library},
		{"the right to write", file(record.Write, "/data/x", ""), file(record.Write, "/data/x", "EACCES"), Differs, Written},
		{"bytecode that may not be kept", file(record.Make, "/app/__pycache__", ""), file(record.Make, "/app/__pycache__", "EACCES"), Same, ""},
		{"a folder that is there already", file(record.Make, "/data", ""), file(record.Make, "/data", "EEXIST"), Same, ""},
	} {
		r := Compare(Runs{ran("hello", c.before), ran("hello", c.before), ran("hello", c.after)}, Settings{})
		if r.Verdict != c.want {
			t.Errorf("%s: verdict %q, rows %+v", c.name, r.Verdict, r.Rows)
		}
		if c.kind != "" && (r.Rows[0].Kind != c.kind || r.Rows[0].State != Different) {
			t.Errorf("%s: the first row is %+v", c.name, r.Rows[0])
		}
	}
}

func TestOnlyASlowStartIsLookedAtAgain(t *testing.T) {
	slow := func(r *Run) { late := 3 * time.Second; r.Listening = &late }
	both := func(r *Run) { slow(r); r.Answers[0].Status = 502 }
	for _, c := range []struct {
		name  string
		after func(*Run)
		want  bool
	}{{"nothing", nil, false}, {"a slow start", slow, true}, {"more", both, false}} {
		if got := onlySlower(Compare(Runs{ran("hi", nil), ran("hi", nil), ran("hi", c.after)}, Settings{})); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestASlowStartIsHeldAgainstWhatTheProgramDid(t *testing.T) {
	start := func(listening, busy, queued time.Duration, uncompiled int) func(*Run) {
		return func(r *Run) {
			r.Listening, r.Start = &listening, &record.Effort{Busy: busy, Queued: queued}
			for i := range uncompiled {
				r.Trace.Files = append(r.Trace.Files, record.File{Path: fmt.Sprintf("/lib/__pycache__/m%d.pyc", i), Op: record.Read, Error: "ENOENT"})
			}
		}
	}
	second := time.Second
	for _, c := range []struct {
		name  string
		after func(*Run)
		want  Verdict
	}{
		{"more work", start(5*second, 4*second, 0, 0), Differs},
		{"waiting for something", start(5*second, second/2, 0, 0), Differs},
		{"waiting for a processor", start(5*second, second/2, 4*second, 0), Same},
		{"as fast", start(second, second/2, 0, 0), Same},
		{"modules without bytecode", start(5*second, 4*second, second/2, 100), Same},
		{"waiting, and modules without bytecode", start(9*second, 2*second, 0, 100), Differs},
		{"more work, and a few modules without bytecode", start(5*second, 4*second, 0, 3), Differs},
	} {
		before := start(second, second/2, 0, 2)
		r := Compare(Runs{ran("hi", before), ran("hi", before), ran("hi", c.after)}, Settings{})
		if r.Verdict != c.want {
			t.Errorf("%s: verdict %q, rows %+v", c.name, r.Verdict, r.Rows)
		}
	}
}

func TestWhatIsReachedOutsideIsNeverTheSame(t *testing.T) {
	asks := func(c ...record.Connection) func(*Run) {
		return func(r *Run) {
			r.Names = []record.Name{{Name: "cache", Type: "A", Address: "127.66.0.1"}}
			r.Trace.Connections = c
		}
	}
	for _, c := range []struct {
		name    string
		change  func(*Run)
		without []string
		want    string
	}{
		{"a name with its port", asks(record.Connection{Network: "tcp", Address: "127.66.0.1", Port: 6379, Error: "ECONNREFUSED"}), nil, "cache:6379"},
		{"one it may do without", asks(record.Connection{Network: "tcp", Address: "127.66.0.1", Port: 6379, Error: "ECONNREFUSED"}), []string{"cache:6379"}, ""},
		{"a host it may do without", asks(record.Connection{Network: "tcp", Address: "127.66.0.1", Port: 6379, Error: "ECONNREFUSED"}), []string{"cache"}, ""},
		{"a name alone", asks(), nil, "cache"},
		{"itself", asks(record.Connection{Network: "tcp", Address: "127.0.0.1", Port: 80, Error: "EINPROGRESS"}, record.Connection{Network: "tcp", Address: "127.66.0.1", Port: 6379}), []string{"cache"}, ""},
		{"an address", asks(record.Connection{Network: "tcp", Address: "10.1.2.3", Port: 443, Error: "ENETUNREACH"}), []string{"cache"}, "10.1.2.3:443"},
	} {
		r := Compare(Runs{ran("x", c.change), ran("x", c.change), ran("x", c.change)}, Settings{Without: c.without})
		got := ""
		for _, reason := range r.Reasons {
			if reason.Kind == Reaches {
				got += reason.Subject
			}
		}
		if got != c.want || (r.Verdict == Same) != (c.want == "") {
			t.Errorf("%s: %q, verdict %q", c.name, got, r.Verdict)
		}
	}
}

func TestARunThatWasNotSeenInsideIsNotTheSame(t *testing.T) {
	blind := func(r *Run) { r.Trace = record.Trace{Why: "it may not be traced here"} }
	r := Compare(Runs{ran("x", blind), ran("x", blind), ran("x", blind)}, Settings{})
	if r.Verdict != Unknown || r.Reasons[0].Kind != NotTraced {
		t.Errorf("verdict %q, reasons %+v", r.Verdict, r.Reasons)
	}
	if r = Compare(Runs{ran("x", nil), ran("x", nil), ran("x", blind)}, Settings{}); r.Verdict != Unknown {
		t.Errorf("after was not seen: verdict %q, reasons %+v", r.Verdict, r.Reasons)
	}
	if r = Compare(Runs{ran("x", blind), ran("x", blind), ran("x", blind)}, Settings{Untraced: true}); r.Verdict != Same {
		t.Errorf("verdict %q, reasons %+v", r.Verdict, r.Reasons)
	}
}
