package build

import (
	"slices"
	"strings"
	"time"

	"github.com/moby/buildkit/client"
	digest "github.com/opencontainers/go-digest"
)

// logLines is how many lines of a step's output are kept.
const logLines = 2000

// account adds up BuildKit's events. It is used by one goroutine.
type account struct {
	places   places
	started  time.Time
	finished time.Time
	vertexes []*vertex
	byDigest map[digest.Digest]*vertex
}

// vertex is what is known about one vertex.
type vertex struct {
	step Step
	// inputs are the vertexes whose results it uses.
	inputs []digest.Digest
	// statuses are its transfers and exports, by name.
	statuses map[string]*client.VertexStatus
	log      ring
	// first is when it first started; a vertex may run several times.
	first time.Time
	// heard tells how long its registry has been silent.
	heard heard
}

func newAccount(p places, started time.Time) *account {
	return &account{places: p, started: started, byDigest: map[digest.Digest]*vertex{}}
}

// add takes one event.
func (a *account) add(s *client.SolveStatus) {
	for _, v := range s.Vertexes {
		a.addVertex(v)
	}
	for _, v := range s.Statuses {
		if known := a.byDigest[v.Vertex]; known != nil {
			known.statuses[v.ID] = v
		}
	}
	for _, l := range s.Logs {
		if known := a.byDigest[l.Vertex]; known != nil {
			known.log.write(l.Timestamp, l.Data)
		}
	}
}

func (a *account) addVertex(v *client.Vertex) {
	known := a.byDigest[v.Digest]
	if known == nil {
		known = &vertex{statuses: map[string]*client.VertexStatus{}}
		known.step = Step{Name: v.Name, State: Waiting}
		name := parseName(v.Name)
		known.step.Stage, known.step.Instruction = name.stage, name.instruction
		known.step.Line = a.places.line(name)
		a.byDigest[v.Digest] = known
		a.vertexes = append(a.vertexes, known)
	}
	if len(v.Inputs) > 0 {
		known.inputs = v.Inputs
	}
	if v.Started != nil {
		if known.first.IsZero() || v.Started.Before(known.first) {
			known.first = *v.Started
		}
		known.step.Started = known.first
		known.step.Finished = time.Time{}
		known.step.State = Running
	}
	if v.Completed != nil {
		known.step.Finished = *v.Completed
		known.step.State = Finished
	}
	if v.Cached {
		known.step.State = Cached
	}
	if v.Error != "" {
		known.step.Error = v.Error
		known.step.State = Failed
		if strings.HasSuffix(v.Error, "context canceled") || strings.Contains(v.Error, "context canceled: ") {
			known.step.State = Canceled
		}
	}
}

// end closes the account: what still runs was canceled when the build failed or was canceled.
func (a *account) end(at time.Time, failed bool) {
	a.finished = at
	for _, v := range a.vertexes {
		if v.step.State != Running && v.step.State != Waiting {
			continue
		}
		if failed {
			v.step.State = Canceled
			if !v.step.Started.IsZero() {
				v.step.Finished = at
			}
		}
	}
}

// fail marks the vertex with the digest d, or else the first failed one, with the line; it returns that step.
func (a *account) fail(d string, line int) (Step, bool) {
	failed := a.byDigest[digest.Digest(d)]
	if failed == nil {
		i := slices.IndexFunc(a.vertexes, func(v *vertex) bool { return v.step.State == Failed })
		if i < 0 {
			return Step{}, false
		}
		failed = a.vertexes[i]
	}
	failed.step.State = Failed
	if line > 0 {
		failed.step.Line = line
	}
	return failed.snapshot(), true
}

// snapshot is the state so far, sharing nothing that changes later.
func (a *account) snapshot() Progress {
	p := Progress{Started: a.started, Finished: a.finished, Total: len(a.vertexes), Steps: make([]Step, len(a.vertexes))}
	at := make(map[*vertex]int, len(a.vertexes))
	for i, v := range a.vertexes {
		at[v] = i
	}
	for i, v := range a.vertexes {
		p.Steps[i] = v.snapshot()
		for _, d := range v.inputs {
			if used, told := at[a.byDigest[d]]; told {
				p.Steps[i].Inputs = append(p.Steps[i].Inputs, used)
			}
		}
		if s := v.step.State; s == Finished || s == Cached {
			p.Done++
		}
	}
	return p
}

func (v *vertex) snapshot() Step {
	step := v.step
	step.Log = v.log.lines()
	for _, s := range v.statuses {
		step.Current += s.Current
		step.Total += s.Total
	}
	return step
}

// ring keeps the last logLines lines. Its blocks of lines are never written again once handed out.
type ring struct {
	kept []LogLine
	// open tells that the last line has no line end yet.
	open bool
}

func (r *ring) write(at time.Time, data []byte) {
	for len(data) > 0 {
		text, rest, ended := strings.Cut(string(data), "\n")
		// A carriage return starts the line anew on a terminal: progress bars keep their last state.
		text = strings.TrimSuffix(text, "\r")
		if i := strings.LastIndexByte(text, '\r'); i >= 0 {
			text = text[i+1:]
		}
		r.put(at, text)
		r.open = !ended
		data = []byte(rest)
	}
}

// put appends text to the open line or as a new one.
func (r *ring) put(at time.Time, text string) {
	if r.open && len(r.kept) > 0 {
		last := r.kept[len(r.kept)-1]
		last.Text += text
		// The last line was handed out: it is replaced in a copy.
		r.kept = append(slices.Clone(r.kept[:len(r.kept)-1]), last)
		return
	}
	if len(r.kept) >= 2*logLines {
		r.kept = slices.Clone(r.kept[len(r.kept)-logLines+1:])
	}
	r.kept = append(r.kept, LogLine{At: at, Text: text})
}

func (r *ring) lines() []LogLine {
	if len(r.kept) == 0 {
		return nil
	}
	return slices.Clip(r.kept[max(0, len(r.kept)-logLines):])
}
