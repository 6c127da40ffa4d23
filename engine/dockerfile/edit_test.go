package dockerfile_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"lightship/engine/dockerfile"
)

func edit(first, last int, text string) dockerfile.Edit {
	return dockerfile.Edit{Lines: dockerfile.Lines{First: first, Last: last}, Text: text}
}

func TestApplyKeepsLineEndsAndTheFinalLineAsTheyWere(t *testing.T) {
	for _, c := range []struct {
		name, source, want string
		edits              []dockerfile.Edit
	}{
		{"replace", "a\nb\nc\n", "a\nx\ny\nc\n", []dockerfile.Edit{edit(2, 2, "x\ny\n")}},
		{"insert before the first", "a\n", "x\na\n", []dockerfile.Edit{edit(1, 0, "x\n")}},
		{"append", "a\n", "a\nx\n", []dockerfile.Edit{edit(2, 1, "x")}},
		{"append to an open line", "a", "a\nx", []dockerfile.Edit{edit(2, 1, "x\n")}},
		{"replace an open line", "a\nb", "a\nx", []dockerfile.Edit{edit(2, 2, "x\n")}},
		{"remove an open line", "a\nb", "a\n", []dockerfile.Edit{edit(2, 2, "")}},
		{"windows", "a\r\nb\r\n", "a\r\nx\r\ny\r\n", []dockerfile.Edit{edit(2, 2, "x\ny\n")}},
		{"byte order mark", "\ufeffa\nb\n", "\ufeffx\nb\n", []dockerfile.Edit{edit(1, 1, "x\n")}},
		{"insert and replace at one line", "a\nb\n", "i\nj\nx\nb\n", []dockerfile.Edit{edit(1, 1, "x\n"), edit(1, 0, "i\n"), edit(1, 0, "j\n")}},
		{"blank line", "a\n", "\na\n", []dockerfile.Edit{edit(1, 0, "\n")}},
		{"empty source", "", "x\n", []dockerfile.Edit{edit(1, 0, "x\n")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := dockerfile.Apply([]byte(c.source), c.edits)
			if err != nil || string(got) != c.want {
				t.Errorf("%q, %v; want %q", got, err, c.want)
			}
		})
	}
}

func TestApplyRefusesEditsThatMeet(t *testing.T) {
	for _, c := range []struct {
		want  error
		edits []dockerfile.Edit
	}{
		{dockerfile.ErrOverlap, []dockerfile.Edit{edit(1, 2, "x"), edit(2, 3, "y")}},
		{dockerfile.ErrOverlap, []dockerfile.Edit{edit(1, 3, "x"), edit(2, 1, "y")}},
		{dockerfile.ErrOutside, []dockerfile.Edit{edit(3, 4, "x")}},
		{dockerfile.ErrOutside, []dockerfile.Edit{edit(0, 0, "x")}},
		{dockerfile.ErrOutside, []dockerfile.Edit{edit(3, 1, "x")}},
	} {
		if _, err := dockerfile.Apply([]byte("a\nb\nc\n"), c.edits); !errors.Is(err, c.want) {
			t.Errorf("%v: %v", c.edits, err)
		}
	}
}

func TestNoEditsGiveTheSameBytes(t *testing.T) {
	for name, text := range corpus(t) {
		got, err := dockerfile.Apply(text, nil)
		if err != nil || !bytes.Equal(got, text) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestEditsOfWholeInstructionsParseAndTouchOnlyTheirLines replaces random instructions of the corpus by others.
func TestEditsOfWholeInstructionsParseAndTouchOnlyTheirLines(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for name, text := range corpus(t) {
		f, err := dockerfile.Parse(text, dockerfile.Options{})
		if err != nil {
			continue
		}
		for range 20 {
			var edits []dockerfile.Edit
			var kept []string
			for _, s := range f.Stages {
				for _, in := range s.Instructions[1:] {
					switch r.IntN(4) {
					case 0:
						edits = append(edits, edit(in.Lines.First, in.Lines.Last, "RUN replaced\n"))
						continue
					case 1:
						edits = append(edits, edit(in.Lines.First, in.Lines.First-1, "# inserted\nRUN inserted\n"))
					}
					kept = append(kept, in.Text)
				}
			}
			after, err := dockerfile.Apply(text, edits)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			g, err := dockerfile.Parse(after, dockerfile.Options{})
			if err != nil {
				t.Fatalf("%s no longer parses: %v\n%s", name, err, after)
			}
			var found []string
			for _, s := range g.Stages {
				for _, in := range s.Instructions[1:] {
					if in.Text != "RUN replaced" && in.Text != "RUN inserted" {
						found = append(found, in.Text)
					}
				}
			}
			if strings.Join(found, "\x00") != strings.Join(kept, "\x00") {
				t.Fatalf("%s: other instructions changed:\n%q\n%q", name, kept, found)
			}
		}
	}
}

func TestReplacingTwiceIsReplacingOnce(t *testing.T) {
	for name, text := range corpus(t) {
		lines := len(dockerfile.Tokens(text))
		if lines == 0 {
			continue
		}
		edits := []dockerfile.Edit{edit(lines, lines, "RUN last\n")}
		once, err := dockerfile.Apply(text, edits)
		if err != nil {
			t.Fatal(err)
		}
		if twice, err := dockerfile.Apply(once, edits); err != nil || !bytes.Equal(once, twice) {
			t.Errorf("%s: %q then %q, %v", name, once, twice, err)
		}
	}
}
