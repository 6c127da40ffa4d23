package project

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
)

// Asked are the paths from the root, with slashes, of the files that were read, and of those that were looked for and were not
// there, sorted.
func (f *Files) Asked() []string {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Sorted(maps.Keys(f.texts))
}

// OnDisk returns what a file that was asked for holds on disk now, nil when it is not there, and whether that is something else than
// what was read. Of a file that could not be read, or can't be now, nothing is known: it counts as the same.
func (f *Files) OnDisk(rel string) (now []byte, differs bool) {
	f.mu.Lock()
	t := f.texts[rel]
	f.mu.Unlock()
	if t == nil {
		return nil, false
	}
	t.once.Do(func() { t.text, t.err = f.load(rel) })
	if t.err != nil && !errors.Is(t.err, fs.ErrNotExist) {
		return nil, false
	}
	now, err := f.again(rel)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, false
	}
	return now, (err == nil) != (t.err == nil) || string(now) != string(t.text)
}

// again reads a file from disk, and keeps nothing.
func (f *Files) again(rel string) ([]byte, error) {
	file, size, err := f.regular(rel)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if size > maxLock {
		return nil, tooLarge(size, maxLock)
	}
	return whole(file)
}
