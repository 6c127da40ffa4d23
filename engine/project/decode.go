package project

import (
	"bytes"
	"encoding/json"
	"errors"
	"path"
	"path/filepath"
	"slices"

	"github.com/tailscale/hujson"

	"lightship/engine/foreign"
)

// JSON reads a file as JSON with comments and trailing commas into v, and says whether that went well. Values of an
// unexpected type are left out, the others are taken.
func (f *Files) JSON(rel string, v any) (text []byte, ok bool) {
	text, ok = f.Read(rel)
	if !ok {
		return nil, false
	}
	if err := DecodeJSON(text, v); err != nil {
		line := 0
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			line = LineAt(text, int(syntax.Offset))
		}
		f.Note(rel, line, err)
		return text, false
	}
	return text, true
}

// DecodeJSON takes plain JSON first: its errors carry the place.
func DecodeJSON(text []byte, v any) error {
	if err := foreign.JSON(text); err != nil {
		return err
	}
	err := json.Unmarshal(text, v)
	var kind *json.UnmarshalTypeError
	if err == nil || errors.As(err, &kind) {
		return nil
	}
	plain, relaxedErr := hujson.Standardize(slices.Clone(text))
	if relaxedErr != nil {
		return err
	}
	relaxedErr = json.Unmarshal(plain, v)
	if relaxedErr == nil || errors.As(relaxedErr, &kind) {
		return nil
	}
	return err
}

// LineAt returns the 1-based line of an offset in a text.
func LineAt(text []byte, offset int) int {
	return 1 + bytes.Count(text[:min(max(offset, 0), len(text))], []byte("\n"))
}

// LineIndex are the offsets of the line feeds of a text: where lines of many offsets are asked for, it is made once.
type LineIndex []int

// IndexLines makes the index of a text.
func IndexLines[T string | []byte](text T) LineIndex {
	var x LineIndex
	for i := range len(text) {
		if text[i] == '\n' {
			x = append(x, i)
		}
	}
	return x
}

// Line returns the 1-based line of an offset.
func (x LineIndex) Line(offset int) int {
	before, _ := slices.BinarySearch(x, offset)
	return before + 1
}

// Start returns the offset at which the line of an offset begins.
func (x LineIndex) Start(offset int) int {
	if line := x.Line(offset); line > 1 {
		return x[line-2] + 1
	}
	return 0
}

// LineOf returns the 1-based line of the first occurrence of a word, 0 when there is none.
func LineOf(text []byte, word string) int {
	at := bytes.Index(text, []byte(word))
	if at < 0 {
		return 0
	}
	return LineAt(text, at)
}

// Below cleans a path that a file in the folder from names, relative to the project with slashes.
func Below(from, name string) string { return path.Clean(path.Join(from, filepath.ToSlash(name))) }

// SortedKeys are the keys of a map, sorted.
func SortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
