package dockerfile_test

import (
	"bytes"
	"errors"
	"testing"

	"lightship/engine/dockerfile"
	"lightship/engine/foreign/foreigntest"
)

func seed(f *testing.F) {
	for _, text := range corpus(f) {
		f.Add(text)
	}
}

func FuzzParse(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		checkTokens(t, "fuzzed", text)
		var file *dockerfile.File
		var err error
		foreigntest.Watch(t, "parsing", func() { file, err = dockerfile.Parse(text, dockerfile.Options{}) })
		if err != nil {
			var at *dockerfile.SyntaxError
			if errors.As(err, &at) && (at.Line < 1 || err.Error() == "") {
				t.Errorf("line %d: %v", at.Line, err)
			}
			return
		}
		lines := len(dockerfile.Tokens(text))
		last := 0
		for _, s := range file.Stages {
			for _, in := range s.Instructions {
				if in.Lines.First <= last || in.Lines.Last < in.Lines.First || in.Lines.Last > lines {
					t.Fatalf("lines %v behind %d of %d", in.Lines, last, lines)
				}
				last = in.Lines.Last
			}
		}
	})
}

func FuzzApply(f *testing.F) {
	for _, text := range corpus(f) {
		f.Add(text, 1, 1, "RUN x\n", 2, 1, "# y")
	}
	f.Fuzz(func(t *testing.T, text []byte, first1, last1 int, text1 string, first2, last2 int, text2 string) {
		same, err := dockerfile.Apply(text, nil)
		if err != nil || !bytes.Equal(same, text) {
			t.Fatal("no edits changed the text")
		}
		edits := []dockerfile.Edit{edit(first1, last1, text1), edit(first2, last2, text2)}
		after, err := dockerfile.Apply(text, edits)
		if err != nil {
			return
		}
		kept := bytes.SplitAfter(bytes.TrimPrefix(text, []byte("\ufeff")), []byte("\n"))
		if n := len(kept); len(kept[n-1]) == 0 {
			kept = kept[:n-1]
		}
		rest := after
		for n, line := range kept {
			if touched(n+1, edits) {
				continue
			}
			at := bytes.Index(rest, line)
			if at < 0 {
				t.Fatalf("line %d %q is gone from %q", n+1, line, after)
			}
			rest = rest[at+len(line):]
		}
	})
}

func touched(line int, edits []dockerfile.Edit) bool {
	for _, e := range edits {
		if line >= e.Lines.First && line <= e.Lines.Last {
			return true
		}
	}
	return false
}
