package build

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/moby/buildkit/client"
	digest "github.com/opencontainers/go-digest"
)

// at is a moment s seconds after the start of the tests' builds.
func at(s int) *time.Time {
	t := time.Unix(1_700_000_000+int64(s), 0)
	return &t
}

func vertexes(v ...*client.Vertex) *client.SolveStatus { return &client.SolveStatus{Vertexes: v} }

func TestEventsAddUpToSteps(t *testing.T) {
	a := newAccount(places{"builder": {1, 2}}, *at(0))
	d, internal := digest.FromString("run"), digest.FromString("internal")
	a.add(vertexes(&client.Vertex{Digest: internal, Name: "[internal] load build context"}, &client.Vertex{Digest: d, Name: "[builder 2/2] RUN go build"}))
	a.add(vertexes(&client.Vertex{Digest: internal, Name: "[internal] load build context", Started: at(1)}))
	a.add(&client.SolveStatus{Statuses: []*client.VertexStatus{{ID: "transferring", Vertex: internal, Current: 3, Total: 5}}})
	early := a.snapshot()
	a.add(vertexes(
		&client.Vertex{Digest: internal, Name: "[internal] load build context", Started: at(1), Completed: at(2)},
		&client.Vertex{Digest: d, Name: "[builder 2/2] RUN go build", Started: at(2)},
	))
	a.add(&client.SolveStatus{Logs: []*client.VertexLog{{Vertex: d, Data: []byte("one\ntw"), Timestamp: *at(3)}}})
	half := a.snapshot()
	a.add(&client.SolveStatus{Logs: []*client.VertexLog{{Vertex: d, Data: []byte("o\n"), Timestamp: *at(4)}}})
	a.add(vertexes(&client.Vertex{Digest: d, Name: "[builder 2/2] RUN go build", Started: at(2), Completed: at(5)}))
	a.end(*at(6), false)
	p := a.snapshot()

	if s := early.Steps[0]; s.State != Running || s.Current != 3 || s.Total != 5 || early.Done != 0 || early.Total != 2 {
		t.Errorf("early progress is %+v", early)
	}
	if got := texts(half.Steps[1]); got != "one|tw" {
		t.Errorf("a progress handed out has the log %q", got)
	}
	s := p.Steps[1]
	if s.State != Finished || s.Stage != "builder" || s.Instruction != "RUN go build" || s.Line != 2 || texts(s) != "one|two" {
		t.Errorf("step is %+v", s)
	}
	if p.Done != 2 || !p.Finished.Equal(*at(6)) || s.Finished.Sub(s.Started) != 3*time.Second {
		t.Errorf("progress is %+v", p)
	}
}

func TestAStepSaysWhichStepsItUses(t *testing.T) {
	a := newAccount(nil, *at(0))
	from, context, run, untold := digest.FromString("from"), digest.FromString("context"), digest.FromString("run"), digest.FromString("untold")
	a.add(vertexes(
		&client.Vertex{Digest: run, Name: "[2/2] COPY . .", Inputs: []digest.Digest{from, context, untold}},
		&client.Vertex{Digest: from, Name: "[1/2] FROM golang"}, &client.Vertex{Digest: context, Name: "[internal] load build context"},
	))
	a.add(vertexes(&client.Vertex{Digest: run, Name: "[2/2] COPY . .", Started: at(1)}))
	p := a.snapshot()
	if got := fmt.Sprint(p.Steps[0].Inputs, p.Steps[1].Inputs); got != "[1 2] []" {
		t.Errorf("the inputs are %s", got)
	}
}

func texts(s Step) string {
	lines := make([]string, len(s.Log))
	for i, l := range s.Log {
		lines[i] = l.Text
	}
	return strings.Join(lines, "|")
}

func TestCachedFailedAndCanceledStepsAreMarked(t *testing.T) {
	a := newAccount(nil, *at(0))
	names := []string{"cached", "failed", "running", "waiting", "canceled"}
	for _, n := range names {
		a.add(vertexes(&client.Vertex{Digest: digest.FromString(n), Name: n}))
	}
	a.add(vertexes(
		&client.Vertex{Digest: digest.FromString("cached"), Started: at(1), Completed: at(1), Cached: true},
		&client.Vertex{Digest: digest.FromString("failed"), Started: at(1), Completed: at(2), Error: "exit code: 1"},
		&client.Vertex{Digest: digest.FromString("running"), Started: at(1)},
		&client.Vertex{Digest: digest.FromString("canceled"), Started: at(1), Completed: at(2), Error: "process did not complete: context canceled"},
	))
	a.end(*at(3), true)
	want := []State{Cached, Failed, Canceled, Canceled, Canceled}
	for i, s := range a.snapshot().Steps {
		if s.State != want[i] {
			t.Errorf("%s step is %s, want %s", names[i], s.State, want[i])
		}
	}
	step, ok := a.fail("", 4)
	if !ok || step.Name != "failed" || step.Line != 4 {
		t.Errorf("failed step is %+v", step)
	}
}

func TestALongLogKeepsItsEnd(t *testing.T) {
	var r ring
	for i := range 3*logLines + 1 {
		r.write(*at(0), fmt.Appendf(nil, "%d\n", i))
	}
	lines := r.lines()
	if len(lines) != logLines || lines[0].Text != fmt.Sprint(2*logLines+1) || lines[logLines-1].Text != fmt.Sprint(3*logLines) {
		t.Errorf("%d lines from %q to %q", len(lines), lines[0].Text, lines[len(lines)-1].Text)
	}
}

func TestAProgressBarKeepsItsLastState(t *testing.T) {
	var r ring
	r.write(*at(0), []byte("10%\r50%\r100%\r\ndone"))
	if got := texts(Step{Log: r.lines()}); got != "100%|done" {
		t.Errorf("log is %q", got)
	}
}

func TestTheImagesOfABuildAreReadFromItsSteps(t *testing.T) {
	a := newAccount(nil, *at(0))
	d := digest.FromString("image")
	for i, n := range []string{
		"[builder 1/5] FROM docker.io/library/golang:1.22@" + d.String(),
		"docker-image://docker.io/docker/dockerfile:1@" + d.String(),
		"[builder 2/5] RUN echo FROM nowhere",
	} {
		a.add(vertexes(&client.Vertex{Digest: digest.FromString(fmt.Sprint(i)), Name: n}))
	}
	used := a.used()
	if len(used) != 2 || used["docker.io/library/golang:1.22"] != d || used["docker.io/docker/dockerfile:1"] != d {
		t.Errorf("images are %v", used)
	}
}

func BenchmarkSnapshot(b *testing.B) {
	a := newAccount(nil, *at(0))
	for i := range 100 {
		d := digest.FromString(fmt.Sprint(i))
		a.add(vertexes(&client.Vertex{Digest: d, Name: "[1/1] RUN"}))
		for range logLines {
			a.add(&client.SolveStatus{Logs: []*client.VertexLog{{Vertex: d, Data: []byte("a line of output\n")}}})
		}
	}
	for b.Loop() {
		a.snapshot()
	}
}
