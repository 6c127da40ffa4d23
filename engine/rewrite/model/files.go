package model

import (
	"context"
	"io/fs"
)

// maxRead is the most bytes that are read of a project's file.
const maxRead = 1 << 20

// Stat returns what a file or folder of the build context is; ok is false when there is none.
func (m *Model) Stat(name string) (info fs.FileInfo, ok bool) { return m.Project.Files.Stat(name) }

// Read returns the text of a file of the build context of at most a megabyte; ok is false when it can't be read.
func (m *Model) Read(name string) (text []byte, ok bool) {
	text, err := m.Project.Files.Text(name, maxRead)
	return text, err == nil
}

// List returns the names in a folder of the build context, sorted; nil when it can't be read.
func (m *Model) List(folder string) []fs.DirEntry { return m.Project.Files.List(folder) }

// All are the paths of the files of the build context, sorted, without folders of other people's files.
func (m *Model) All() []string {
	all, err := m.Project.Files.All(context.Background())
	if err != nil {
		return nil // Only a context that ends makes it fail.
	}
	return all
}
