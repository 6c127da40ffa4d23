package model

import (
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// maxRead is the most bytes that are read of a project's file.
const maxRead = 1 << 20

// inside returns the place of a file of the build context, empty when the name leads out of it.
func (m *Model) inside(name string) string {
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	if m.Project.Dir == "" {
		return ""
	}
	return filepath.Join(m.Project.Dir, filepath.FromSlash(name))
}

// Stat returns what a file or folder of the build context is; ok is false when there is none.
func (m *Model) Stat(name string) (info fs.FileInfo, ok bool) {
	at := m.inside(name)
	if at == "" {
		return nil, false
	}
	info, err := os.Stat(at)
	return info, err == nil
}

// Read returns the first megabyte of a file of the build context; ok is false when it can't be read.
func (m *Model) Read(name string) (text []byte, ok bool) {
	at := m.inside(name)
	if at == "" {
		return nil, false
	}
	f, err := os.Open(at)
	if err != nil {
		return nil, false
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, false
	}
	text, err = io.ReadAll(io.LimitReader(f, maxRead))
	return text, err == nil
}

// List returns the names in a folder of the build context, sorted; nil when it can't be read.
func (m *Model) List(folder string) []fs.DirEntry {
	at := m.inside(folder)
	if at == "" {
		return nil
	}
	entries, err := os.ReadDir(at)
	if err != nil {
		return nil
	}
	return entries
}
