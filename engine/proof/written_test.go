package proof

import (
	"testing"
	"time"

	"lightship/engine/proof/record"
)

// worked is a run of a program that ends by itself, says what it says and leaves files: path and text in turn.
func worked(says string, files ...string) *Run {
	return ran("", func(r *Run) {
		r.End = &record.End{After: time.Second}
		r.Answers, r.Sockets = nil, nil
		r.Stdout = record.Output{Head: says, Bytes: int64(len(says))}
		for i := 0; i < len(files); i += 2 {
			r.Trace.Files = append(r.Trace.Files, record.File{Path: files[i], Op: record.Write})
			r.Written = append(r.Written, record.Written{Path: files[i], Body: files[i+1], Bytes: int64(len(files[i+1])), Sum: files[i+1]})
		}
	})
}

func TestWhatAProgramLeavesInFilesIsCompared(t *testing.T) {
	gone := worked("", "/out/a", "1,2")
	gone.Written = nil
	for _, c := range []struct {
		name                 string
		before, again, after *Run
		want                 Verdict
	}{
		{"the same", worked("", "/out/a", "1,2"), worked("", "/out/a", "1,2"), worked("", "/out/a", "1,2"), Same},
		{"elsewhere", worked("", "/root/a", "1,2"), worked("", "/root/a", "1,2"), worked("", "/home/nonroot/a", "1,2"), Same},
		{"another text", worked("done", "/out/a", "1,2"), worked("done", "/out/a", "1,2"), worked("done", "/out/a", "1,"), Differs},
		{"another text each time", worked("done", "/out/a", "1 2"), worked("done", "/out/a", "7 3"), worked("done", "/out/a", "5 1"), Same},
		{"times", worked("", "/out/a", "at 2026-11-28 03:00:01"), worked("", "/out/a", "at 2026-11-28 03:00:00"), worked("", "/out/a", "at 2026-11-28 03:00:02"), Same},
		{"no file of a program that says nothing", worked("", "/out/a", "1,2"), worked("", "/out/a", "1,2"), worked(""), Differs},
		{"no file of a program that says something", worked("done", "/out/a", "1,2"), worked("done", "/out/a", "1,2"), worked("done"), Same},
		{"a file that one run of before leaves", worked("x", "/out/a", "1,2"), worked("x"), worked("x"), Same},
		{"a cache", worked("done", "/root/.cache/a", "1,2"), worked("done", "/root/.cache/a", "1,2"), worked("done", "/root/.cache/a", "1,"), Same},
		{"a file that is removed", worked("", "/out/a", "1,2"), worked("", "/out/a", "1,2"), gone, Same},
	} {
		if r := Compare(Runs{c.before, c.again, c.after}, Settings{}); r.Verdict != c.want {
			t.Errorf("%s: verdict %q, rows %+v, reasons %+v", c.name, r.Verdict, r.Rows, r.Reasons)
		}
	}
}

func TestAnAnswerThatIsAnotherOneEachTimeMayBeEither(t *testing.T) {
	status := func(n int) *Run { return ran("hi", func(r *Run) { r.Answers[0].Status = n }) }
	for after, want := range map[int]Verdict{200: Same, 503: Same, 500: Differs} {
		if r := Compare(Runs{status(200), status(503), status(after)}, Settings{}); r.Verdict != want {
			t.Errorf("status %d: verdict %q", after, r.Verdict)
		}
	}
}
