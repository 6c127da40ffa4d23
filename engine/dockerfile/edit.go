package dockerfile

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrOverlap is returned by Apply when two edits change the same line.
var ErrOverlap = errors.New("two edits change the same line")

// ErrOutside is returned by Apply when an edit names lines that the source doesn't have.
var ErrOutside = errors.New("the edit is outside the file")

// Apply returns the source with the edits made, in the order of their lines; insertions before the same line keep
// the order given. Lines that no edit names stay as they are, byte for byte. New lines get the line end that the
// source uses; a source without a final line end keeps none. With no edits the result equals the source. It fails
// with ErrOverlap or ErrOutside. Where lines are removed between
// two blank ones, or the new ones begin with a blank one below another, one of the two goes.
func Apply(text []byte, edits []Edit) ([]byte, error) {
	if len(edits) == 0 {
		return bytes.Clone(text), nil
	}
	src := newSource(text)
	ordered := slices.Clone(edits)
	slices.SortStableFunc(ordered, func(a, b Edit) int {
		if c := cmp.Compare(a.Lines.First, b.Lines.First); c != 0 {
			return c
		}
		return cmp.Compare(min(a.Lines.Last, a.Lines.First), min(b.Lines.Last, b.Lines.First))
	})
	if err := checkEdits(ordered, len(src.lines)); err != nil {
		return nil, err
	}
	var out splice
	out.lineEnd = src.lineEnd()
	if src.bom {
		out.buf.WriteString(bom)
	}
	next := 1
	for i, e := range ordered {
		out.keep(src.lines[next-1 : e.Lines.First-1])
		out.insert(e.Text)
		next = e.Lines.Last + 1
		removes := e.Text == "" && e.Lines.Last >= e.Lines.First && out.blank
		switch {
		case !removes || i+1 < len(ordered) && ordered[i+1].Lines.First <= next:
		case next > len(src.lines):
			out.dropBlank()
		case isBlank(string(src.lines[next-1])):
			next++
		}
	}
	out.keep(src.lines[next-1:])
	return out.bytes(src.open()), nil
}

func checkEdits(ordered []Edit, lines int) error {
	free := 1
	for _, e := range ordered {
		at := e.Lines
		if at.First < 1 || at.Last < at.First-1 || at.Last > lines {
			return fmt.Errorf("lines %d to %d of %d: %w", at.First, at.Last, lines, ErrOutside)
		}
		if at.First < free {
			return fmt.Errorf("line %d: %w", at.First, ErrOverlap)
		}
		free = at.Last + 1
	}
	return nil
}

// splice collects kept and new lines and mends the line end between them.
type splice struct {
	buf     bytes.Buffer
	lineEnd string
	// isOpen says that the last line written has no line end; isNew that it came from an edit.
	isOpen, isNew bool
	// blank says that it has nothing but blanks, start where it begins.
	blank bool
	start int
}

func (s *splice) keep(lines [][]byte) {
	for _, line := range lines {
		s.close()
		s.blank, s.start = isBlank(string(line)), s.buf.Len()
		s.buf.Write(line)
		s.isOpen, s.isNew = !bytes.HasSuffix(line, []byte("\n")), false
	}
}

func (s *splice) insert(text string) {
	if text == "" {
		return
	}
	text = strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	first := true
	for line := range strings.SplitSeq(text, "\n") {
		again := first && s.blank && line == "" && text != ""
		first = false
		if again {
			continue
		}
		s.close()
		s.blank, s.start = isBlank(line), s.buf.Len()
		s.buf.WriteString(line)
		s.isOpen, s.isNew = true, true
	}
}

// dropBlank takes the last line out again.
func (s *splice) dropBlank() {
	s.buf.Truncate(s.start)
	s.isOpen, s.isNew, s.blank = false, false, false
}

// close ends the line that is open, if there is one.
func (s *splice) close() {
	if s.isOpen {
		s.buf.WriteString(s.lineEnd)
		s.isOpen = false
	}
}

// bytes returns what was written; a new last line stays open when the source's last line was.
func (s *splice) bytes(open bool) []byte {
	if s.isNew && !open {
		s.close()
	}
	return s.buf.Bytes()
}
