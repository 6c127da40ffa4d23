package image

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"lightship/engine/save"
)

// cacheLimit is the most bytes that what is kept of layers and images takes together. A base of 300 MB takes less than one.
const cacheLimit = 512 << 20

// used notes that a kept file was of use, so that it is among the last to go.
func used(path string) {
	now := time.Now()
	_ = os.Chtimes(path, now, now) // on a read-only disk nothing is pruned either
}

// writeKept puts a file into the cache in one step.
func writeKept(dir, name string, data []byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return save.Replace(filepath.Join(dir, name), data, 0o644)
}

// prune removes files of the cache, those first that were of no use for the longest, until the rest takes no more than
// limit bytes. Another Lightship may use the same folder: a file that is gone is read anew.
func prune(dir string, limit int64) {
	save.Sweep(dir, nil)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	var files []fs.FileInfo
	total := int64(0)
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			files = append(files, info)
			total += info.Size()
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for _, f := range files {
		if total <= limit {
			return
		}
		if os.Remove(filepath.Join(dir, f.Name())) == nil {
			total -= f.Size()
		}
	}
}
