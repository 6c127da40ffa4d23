package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"lightship/engine/proof/record"
)

func TestAServerIsAskedWhatItLeadsTo(t *testing.T) {
	r := probe(t, "server", record.Spec{
		Trace: true, Discover: true, Ports: []int{8080}, Paths: []string{"/", "/healthz", "/openapi.json"},
		Probes: []record.Probe{{Kind: record.HTTP, Port: 8080, Path: "/template"}},
	})
	for path, status := range map[string]int{"/": 200, "/healthz": 404, "/openapi.json": 200, "/items": 200, "/style.css": 200, "/app.js": 200, "/template": 500} {
		if a := answerTo(t, r, path); a.Status != status {
			t.Errorf("%s: status %d, want %d", path, a.Status, status)
		}
	}
	if a := answerTo(t, r, "/"); a.Body != page || a.Bytes != int64(len(page)) || a.Header["Content-Type"] != "text/html" {
		t.Errorf("the page is %s", asJSON(t, a))
	}
	if len(r.Answers) != 7 {
		t.Errorf("asked was %s", asJSON(t, r.Answers))
	}
	if !slices.Equal(r.Sockets, []record.Socket{{Network: "tcp", Port: 8080}}) {
		t.Errorf("sockets are %v", r.Sockets)
	}
	if r.Listening == nil || r.Answered == nil || *r.Listening > *r.Answered || *r.Answered > 5*time.Second {
		t.Errorf("listening after %v, answered after %v", r.Listening, r.Answered)
	}
	if r.Start == nil || r.Start.Busy < 0 || r.Start.Busy > 10*time.Second || r.Start.Queued < 0 {
		t.Errorf("the start took %+v", r.Start)
	}
	if r.Memory < 1<<20 || r.Memory > 1<<30 {
		t.Errorf("it holds %d bytes", r.Memory)
	}
	if r.End == nil || r.End.Code != 0 || !r.End.Asked || r.End.Killed || !strings.Contains(r.Stderr.Head, "Server closed") {
		t.Errorf("end is %+v, it said %q", r.End, r.Stderr.Head)
	}
	missed := slices.ContainsFunc(r.Trace.Files, func(f record.File) bool {
		return f.As == "only-here.html" && f.Op == record.Read && f.Error == "ENOENT"
	})
	if !missed {
		t.Error("the file that one page needs was not seen to be missed")
	}
}

func TestAProgramThatListensLateIsWaitedFor(t *testing.T) {
	r := probe(t, "late", record.Spec{Discover: true, Paths: []string{"/"}})
	if r.Listening == nil || *r.Listening < 400*time.Millisecond || answerTo(t, r, "/").Status != 200 {
		t.Errorf("record is %s", asJSON(t, r))
	}
}

func TestWhatAStartTakesOfTheProcessorIsKnown(t *testing.T) {
	hard := probe(t, "hard", record.Spec{Trace: true})
	if hard.Start == nil || hard.Start.Busy < 150*time.Millisecond {
		t.Errorf("the start that works took %+v", hard.Start)
	}
}

func TestWhatSpeaksAnotherLanguageIsConnectedTo(t *testing.T) {
	r := probe(t, "talker", record.Spec{Discover: true, Trace: true, Paths: []string{"/"}})
	if len(r.Answers) != 1 || r.Answers[0].Probe.Kind != record.TCP || r.Answers[0].Body != "220 hello\r\n" {
		t.Errorf("answers are %s", asJSON(t, r.Answers))
	}
	want := []record.Socket{{Network: "tcp", Port: 7000, Loopback: true}, {Network: "unix", Path: "talk.sock"}}
	if !slices.Equal(r.Sockets, want) {
		t.Errorf("sockets are %v", r.Sockets)
	}
	if r.End.Signal != "SIGTERM" || r.End.Code != -1 {
		t.Errorf("end is %+v", r.End)
	}
}

func TestAProgramThatIgnoresSignalsIsKilled(t *testing.T) {
	spec := record.Spec{Trace: true, Times: quick()}
	spec.Times.Grace = 200 * time.Millisecond
	r := probe(t, "deaf", spec)
	if !r.End.Killed || r.End.Signal != "SIGKILL" || r.End.Took < 200*time.Millisecond {
		t.Errorf("end is %+v", r.End)
	}
}

func TestAProgramThatForksAwayHasEndedAndLeavesNothing(t *testing.T) {
	r := probe(t, "forker", record.Spec{Trace: true})
	if r.End.Code != 0 || r.End.Asked || r.End.Left != 1 {
		t.Errorf("end is %+v", r.End)
	}
	left, err := strconv.Atoi(strings.TrimSpace(r.Stdout.Head))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(left, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("process %d is left: %v", left, err)
	}
}

func TestAGibibyteOfOutputIsBounded(t *testing.T) {
	spec := record.Spec{Times: quick()}
	spec.Times.Ready = time.Minute
	r := probe(t, "flood", spec)
	if r.End.Code != 0 || r.Stdout.Bytes != 1<<30+8 || r.Stdout.Lines != 1<<14+1 {
		t.Errorf("end is %+v, %d bytes in %d lines", r.End, r.Stdout.Bytes, r.Stdout.Lines)
	}
	if len(r.Stdout.Head) != mostOutput || len(r.Stdout.Tail) != mostOutput || !strings.HasSuffix(r.Stdout.Tail, "x\nthe end\n") {
		t.Errorf("kept are %d and %d bytes", len(r.Stdout.Head), len(r.Stdout.Tail))
	}
}

func TestAHundredThousandFilesAreBounded(t *testing.T) {
	spec := record.Spec{Trace: true, Times: quick()}
	spec.Times.Ready = time.Minute
	r := probe(t, "opener", spec)
	if r.End.Code != 0 || len(r.Trace.Files) != mostFiles || r.Trace.Dropped < 80_000 {
		t.Errorf("end is %+v, %d files are kept, %d are not", r.End, len(r.Trace.Files), r.Trace.Dropped)
	}
}

func TestAProgramThatNeitherListensNorEndsIsWatchedForItsTime(t *testing.T) {
	spec := record.Spec{Times: quick()}
	spec.Times.Ready = 300 * time.Millisecond
	r := probe(t, "forever", spec)
	if r.Listening != nil || r.End.After < 300*time.Millisecond || !r.End.Asked || len(r.Sockets) != 0 {
		t.Errorf("record is %s", asJSON(t, r))
	}
}

func TestACrashAfterTheProbesIsSeen(t *testing.T) {
	spec := record.Spec{Times: quick()}
	spec.Times.Ready, spec.Times.Watch = 100*time.Millisecond, time.Second
	p := begin(t, "plain", "crash", spec)
	if m := p.next(t); !m.Quiet {
		t.Errorf("the first message is %+v", m)
	}
	r := p.finish(t)
	if r.End.Asked || r.End.Code != 1 || r.End.After > 900*time.Millisecond {
		t.Errorf("end is %+v", r.End)
	}
}

func TestExitCodeSignalInputAndOutputAreKept(t *testing.T) {
	r := probe(t, "code", record.Spec{})
	if r.End.Code != 7 || r.Stdout.Head != "out\n" || r.Stderr.Head != "err\n" || r.Stdout.Lines != 1 {
		t.Errorf("record is %s", asJSON(t, r))
	}
	for _, trace := range []bool{false, true} {
		if r := probe(t, "fault", record.Spec{Trace: trace}); r.End.Signal != "SIGKILL" || r.End.Code != -1 {
			t.Errorf("end is %+v", r.End)
		}
	}
	if r := probe(t, "echo", record.Spec{Stdin: []byte("hello")}); r.Stdout.Head != "hello" || r.End.Code != 0 {
		t.Errorf("record is %s", asJSON(t, r))
	}
	if r := probe(t, "echo", record.Spec{}); r.Stdout.Bytes != 0 || r.End.Code != 0 {
		t.Errorf("record is %s", asJSON(t, r))
	}
}

func TestAHealthCheckRunsBesideTheProgram(t *testing.T) {
	r := probe(t, "server", record.Spec{Trace: true, Probes: []record.Probe{
		{Kind: record.Command, Args: []string{"/bin/sh", "-c", "echo fine; exit 3"}},
		{Kind: record.Command, Args: []string{"no-such-check"}},
		{Kind: record.Command, Args: []string{"/bin/sh", "-c", "sleep 60"}},
	}, Times: record.Times{Ready: 5 * time.Second, Answer: 500 * time.Millisecond, Grace: time.Second}})
	if a := r.Answers[0]; a.Code != 3 || a.Body != "fine" || a.Error != "" {
		t.Errorf("the first is %+v", a)
	}
	if a := r.Answers[1]; a.Code != 127 || a.Error != "no-such-check: ENOENT" {
		t.Errorf("the second is %+v", a)
	}
	if a := r.Answers[2]; a.Code != -1 || a.Error != "no answer in time" {
		t.Errorf("the third is %+v", a)
	}
	if r.End.Code != 0 {
		t.Errorf("end is %+v", r.End)
	}
}

func TestAProgramThatEndsIsAskedWhatItSaysOfItself(t *testing.T) {
	spec := record.Spec{Discover: true, Ended: []record.Probe{{Kind: record.Command, Args: []string{"/bin/echo", "usage"}, From: "--help"}}}
	if r := probe(t, "code", spec); len(r.Answers) != 1 || r.Answers[0].Body != "usage" || r.End.Code != 7 {
		t.Errorf("answers are %s, the end is %+v", asJSON(t, r.Answers), r.End)
	}
	spec.Paths = []string{"/"}
	for _, a := range probe(t, "server", spec).Answers {
		if a.Probe.From == "--help" {
			t.Errorf("a server was asked too: %s", asJSON(t, a))
		}
	}
	spec.Args = []string{"/not-there"}
	if r := probe(t, "code", spec); r.Failed == nil || len(r.Answers) != 0 {
		t.Errorf("a program that can't be started was asked: %s", asJSON(t, r))
	}
}

func TestACommandThatCannotBeStartedIsSaid(t *testing.T) {
	dir := t.TempDir()
	script := filepath.Join(dir, "script")
	plain := filepath.Join(dir, "plain")
	for path, text := range map[string]string{script: "#!/no/interpreter\n", plain: "text"} {
		if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	shut := filepath.Join(dir, "shut")
	if err := os.WriteFile(shut, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ command, path, failed string }{
		{"/no/such/program", "/no/such/program", "ENOENT"},
		{"no-such-program", "", "ENOENT"},
		{script, script, "ENOENT"},
		{plain, plain, "ENOEXEC"},
		{shut, shut, "EACCES"},
	} {
		r := probe(t, "-", record.Spec{Args: []string{c.command}, Trace: true})
		if r.Failed == nil || r.Failed.Path != c.path || r.Failed.Error != c.failed || r.End != nil {
			t.Errorf("%s: record is %s", c.command, asJSON(t, r))
		}
	}
}

func TestTheEndOfTheCommandsEndsTheProgram(t *testing.T) {
	p := begin(t, "plain", "server", record.Spec{Times: record.Times{Ready: time.Minute, Watch: time.Minute, Answer: time.Second, Grace: time.Second}})
	if m := p.next(t); !m.Quiet {
		t.Fatalf("the first message is %+v", m)
	}
	if err := p.input.Close(); err != nil {
		t.Fatal(err)
	}
	if r := p.finish(t); !r.End.Asked || r.End.Code != 0 {
		t.Errorf("end is %+v", r.End)
	}
}

func TestASignalGoesOnToTheProgram(t *testing.T) {
	p := begin(t, "plain", "server", record.Spec{Times: record.Times{Ready: time.Minute, Watch: time.Minute, Answer: time.Second, Grace: 5 * time.Second}})
	if m := p.next(t); !m.Quiet {
		t.Fatalf("the first message is %+v", m)
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if r := p.finish(t); r.End.Code != 0 || r.End.Killed {
		t.Errorf("end is %+v", r.End)
	}
}

func TestASpecOfAnotherVersionIsRefused(t *testing.T) {
	var out strings.Builder
	if code := run(strings.NewReader("{\"version\":99,\"args\":[\"x\"]}\n"), &out); code != 0 || !strings.Contains(out.String(), "build Lightship anew") {
		t.Errorf("code %d, it said %s", code, &out)
	}
}

func TestTheProgramIsStaticAndSmall(t *testing.T) {
	info, err := os.Stat(os.Getenv("PROBE_TEST_PROBE"))
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > 8<<20 {
		t.Errorf("the probe takes %d bytes, the most is 8 MiB", info.Size())
	}
}
