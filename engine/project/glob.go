package project

import (
	"path"
	"path/filepath"
	"strings"
)

// Expand returns the folders that match patterns and hold a file, relative to the project, sorted. A pattern may end in
// "**" or have it between slashes; one that begins with "!" takes folders out again.
func (f *Files) Expand(patterns []string, file string) []string {
	found := map[string]bool{}
	for _, pattern := range patterns {
		pattern, out := strings.CutPrefix(pattern, "!")
		for _, dir := range f.glob(strings.Trim(path.Clean(filepath.ToSlash(pattern)), "/")) {
			if !f.Has(path.Join(dir, file)) {
				continue
			}
			if out {
				delete(found, dir)
			} else {
				found[dir] = true
			}
		}
	}
	return SortedKeys(found)
}

// globDepth is how many folders "**" stands for at most.
const globDepth = 4

// glob returns the folders that match a pattern with slashes.
func (f *Files) glob(pattern string) []string {
	if strings.HasPrefix(pattern, "..") || path.IsAbs(pattern) {
		return nil
	}
	dirs := []string{"."}
	for part := range strings.SplitSeq(pattern, "/") {
		var next []string
		for _, dir := range dirs {
			switch {
			case part == "**":
				next = append(next, f.foldersBelow(dir, globDepth)...)
			case !strings.ContainsAny(part, "*?[{"):
				next = append(next, path.Join(dir, part))
			default:
				next = append(next, f.foldersLike(dir, part)...)
			}
		}
		dirs = next
	}
	return dirs
}

func (f *Files) foldersLike(dir, pattern string) []string {
	var out []string
	for _, e := range f.List(dir) {
		if match, err := path.Match(pattern, e.Name()); err == nil && match && e.IsDir() && !skippedFolder(e.Name()) {
			out = append(out, path.Join(dir, e.Name()))
		}
	}
	return out
}

// foldersBelow returns a folder and those below it, depth levels deep.
func (f *Files) foldersBelow(dir string, depth int) []string {
	out := []string{dir}
	if depth == 0 {
		return out
	}
	for _, below := range f.foldersLike(dir, "*") {
		out = append(out, f.foldersBelow(below, depth-1)...)
	}
	return out
}
