package model

import (
	"os"
	"path"
	"path/filepath"
)

// ContextText is the text of a file of the build context, by its path with slashes. It is false when the file is not there or can't
// be read, and never leaves the context by "..".
func (m *Model) ContextText(name string) (string, bool) {
	if m.Project == nil || m.Project.Dir == "" {
		return "", false
	}
	text, err := os.ReadFile(filepath.Join(m.Project.Dir, filepath.FromSlash(path.Clean("/"+name))))
	return string(text), err == nil
}
