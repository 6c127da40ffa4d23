package project

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"

	"github.com/tailscale/hujson"
)

// maxFile is the most bytes of one file that are read as a whole: lock files of the largest projects have 10 MB.
const maxFile = 16 << 20

// reader reads files of one folder and notes those that can't be read. It is safe for concurrent use.
type reader struct {
	dir string

	mu     sync.Mutex
	unread []Evidence
}

// has says whether a regular file, or a link to one, is there.
func (r *reader) has(rel string) bool {
	return isRegular(filepath.Join(r.dir, filepath.FromSlash(rel)))
}

// hasFolder says whether a folder is there.
func (r *reader) hasFolder(rel string) bool {
	info, err := os.Stat(filepath.Join(r.dir, filepath.FromSlash(rel)))
	return err == nil && info.IsDir()
}

// first returns the first of the files that is there, "" when none is.
func (r *reader) first(names ...string) string {
	for _, name := range names {
		if r.has(name) {
			return name
		}
	}
	return ""
}

// present returns those of the files and folders that are there, in the given order.
func (r *reader) present(names ...string) []string {
	var out []string
	for _, name := range names {
		if r.has(name) || r.hasFolder(name) {
			out = append(out, name)
		}
	}
	return out
}

// read returns a file's text as UTF-8 without a byte order mark. A file that is not there is not ok, and neither is "", which first
// returns for none; one that can't be read is not either, and is noted.
func (r *reader) read(rel string) (text []byte, ok bool) {
	return r.readUpTo(rel, maxFile)
}

func (r *reader) readUpTo(rel string, limit int64) (text []byte, ok bool) {
	if rel == "" {
		return nil, false
	}
	text, err := readText(filepath.Join(r.dir, filepath.FromSlash(rel)), limit)
	if errors.Is(err, fs.ErrNotExist) && !r.named(rel) {
		return nil, false
	}
	if err != nil {
		r.note(rel, 0, err)
		return nil, false
	}
	return text, true
}

// named says whether anything has that name, a link that leads nowhere too.
func (r *reader) named(rel string) bool {
	_, err := os.Lstat(filepath.Join(r.dir, filepath.FromSlash(rel)))
	return err == nil
}

// head returns the first bytes of a file, at most n; nil when it can't be read.
func (r *reader) head(rel string, n int64) []byte {
	f, err := os.Open(filepath.Join(r.dir, filepath.FromSlash(rel)))
	if err != nil {
		return nil
	}
	text, err := io.ReadAll(io.LimitReader(f, n))
	if err := errors.Join(err, f.Close()); err != nil {
		return nil
	}
	return text
}

// note keeps that a file could not be read, or only in part.
func (r *reader) note(rel string, line int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	says := "can't be read: " + reason(err).Error()
	if errors.Is(err, errTooLarge) {
		says = err.Error()
	}
	e := Evidence{File: rel, Line: line, Says: says}
	if !slices.Contains(r.unread, e) {
		r.unread = append(r.unread, e)
	}
}

// json reads a file as JSON with comments and trailing commas into v, and says whether that went well. Values of an
// unexpected type are left out, the others are taken.
func (r *reader) json(rel string, v any) (text []byte, ok bool) {
	text, ok = r.read(rel)
	if !ok {
		return nil, false
	}
	if err := decodeJSON(text, v); err != nil {
		line := 0
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			line = lineAt(text, int(syntax.Offset))
		}
		r.note(rel, line, err)
		return text, false
	}
	return text, true
}

// decodeJSON takes plain JSON first: its errors carry the place.
func decodeJSON(text []byte, v any) error {
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

// lineAt returns the 1-based line of an offset in a text.
func lineAt(text []byte, offset int) int {
	return 1 + bytes.Count(text[:min(max(offset, 0), len(text))], []byte("\n"))
}

// lineOf returns the 1-based line of the first occurrence of a word, 0 when there is none.
func lineOf(text []byte, word string) int {
	at := bytes.Index(text, []byte(word))
	if at < 0 {
		return 0
	}
	return lineAt(text, at)
}

// below cleans a path that a file in the folder from names, relative to the project with slashes.
func below(from, name string) string { return path.Clean(path.Join(from, filepath.ToSlash(name))) }

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// names are the entries of a folder by name, none when it can't be read.
func (r *reader) names(dir string) []string {
	entries, err := os.ReadDir(filepath.Join(r.dir, filepath.FromSlash(dir)))
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}
