package model

import (
	"path"
	"path/filepath"

	"lightship/engine/foreign"
)

// maxText is the most bytes that are read of a file of the build context.
const maxText = 4 << 20

// ContextText is the text of a file of the build context, by its path with slashes. It is false when the file is not there or can't
// be read, and never leaves the context by "..".
func (m *Model) ContextText(name string) (string, bool) {
	if m.Project == nil || m.Project.Dir == "" {
		return "", false
	}
	text, err := foreign.ReadFile(filepath.Join(m.Project.Dir, filepath.FromSlash(path.Clean("/"+name))), maxText)
	return string(text), err == nil
}
