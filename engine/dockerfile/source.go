package dockerfile

import (
	"bytes"
	"maps"
	"slices"
	"strings"
)

// bom is the byte order mark that some editors put in front of UTF-8 text.
const bom = "\xef\xbb\xbf"

// source is a text cut into lines; each keeps its line end, so that they join to the text byte for byte.
type source struct {
	bom   bool
	lines [][]byte
}

func newSource(text []byte) *source {
	s := &source{}
	text, s.bom = bytes.CutPrefix(text, []byte(bom))
	s.lines = make([][]byte, 0, bytes.Count(text, []byte("\n"))+1)
	for len(text) > 0 {
		end := bytes.IndexByte(text, '\n') + 1
		if end == 0 {
			end = len(text)
		}
		s.lines = append(s.lines, text[:end:end])
		text = text[end:]
	}
	return s
}

// line returns the 1-based line without its line end, "" when there is no such line.
func (s *source) line(n int) string {
	if n < 1 || n > len(s.lines) {
		return ""
	}
	return strings.TrimRight(string(s.lines[n-1]), "\r\n")
}

// text returns the source of a range without the final line end.
func (s *source) text(at Lines) string {
	joined := bytes.Join(s.lines[at.First-1:at.Last], nil)
	return string(trimLineEnd(joined))
}

// lineEnd returns the line end that most lines have, "\n" when there is none.
func (s *source) lineEnd() string {
	windows := 0
	for _, line := range s.lines {
		if bytes.HasSuffix(line, []byte("\r\n")) {
			windows++
		}
	}
	if 2*windows > len(s.lines) || (windows > 0 && 2*windows == len(s.lines)) {
		return "\r\n"
	}
	return "\n"
}

// open says whether the last line has no line end.
func (s *source) open() bool {
	return len(s.lines) > 0 && !bytes.HasSuffix(s.lines[len(s.lines)-1], []byte("\n"))
}

func trimLineEnd(line []byte) []byte {
	line = bytes.TrimSuffix(line, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r"))
}

func sortedKeys(m map[string]struct{}) []string { return slices.Sorted(maps.Keys(m)) }
