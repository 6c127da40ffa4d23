package model

import (
	"path"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
)

// ReadShell reads a shell script that is no RUN's own: the file that one runs, or the argument of "sh -c". The places of its
// commands count from its start. It fails for what is no shell script.
func ReadShell(source string, env dockerfile.Environment, dir string) (*Script, error) {
	s := &Script{Text: source}
	return s, s.parse(source, 0, env, dir)
}

// ImageFile is the text of a file of a stage as it is before an instruction, by its absolute path. It is false when no COPY, ADD
// or mount from the build context is known to have brought it, or when it can't be read.
func (m *Model) ImageFile(s *Stage, before int, at string) (text string, ok bool) {
	if before < len(s.Instructions) {
		if name := mountedFile(s.Instructions[before], at); name != "" {
			return m.textOf(name)
		}
	}
	for {
		for i := len(s.Copies) - 1; i >= 0; i-- {
			c := s.Copies[i]
			if c.Instruction >= before {
				continue
			}
			if text, found := writtenInline(s.Instructions[c.Instruction], c, at); found {
				return text, true
			}
			for _, source := range c.Sources {
				if name := m.sourceOf(c, source, at); name != "" {
					return m.textOf(name)
				}
			}
		}
		if s.Parent < 0 {
			return "", false
		}
		s = m.Stages[s.Parent]
		before = len(s.Instructions)
	}
}

// mountedFile is the file of the build context that a bind mount of a RUN shows at a place; empty for none.
func mountedFile(ins dockerfile.Instruction, at string) string {
	run, ok := ins.Expanded().(*instructions.RunCommand)
	if !ok {
		return ""
	}
	for _, mount := range instructions.GetMounts(run) {
		if mount.From != "" || mount.Type != "" && mount.Type != instructions.MountTypeBind {
			continue
		}
		if rest, ok := belowOf(at, path.Clean(mount.Target)); ok {
			return path.Join(".", mount.Source, rest)
		}
	}
	return ""
}

// writtenInline is the text of a file that a COPY writes from a heredoc.
func writtenInline(ins dockerfile.Instruction, c Copy, at string) (string, bool) {
	copied, ok := ins.Command.(*instructions.CopyCommand)
	if !ok {
		return "", false
	}
	for _, content := range copied.SourceContents {
		if at == c.Dest || at == path.Join(c.Dest, content.Path) {
			return content.Data, true
		}
	}
	return "", false
}

// sourceOf is the file of the build context that a source of a COPY brings to a place; empty for none.
func (m *Model) sourceOf(c Copy, source, at string) string {
	source = path.Join(".", path.Clean("/"+source))
	if strings.ContainsAny(source, "*?[") {
		name := path.Join(path.Dir(source), path.Base(at))
		if match, err := path.Match(source, name); err != nil || !match || path.Dir(at) != path.Clean(c.Dest) {
			return ""
		}
		return name
	}
	info, found := m.Stat(source)
	switch {
	case !found:
		return ""
	case info.IsDir():
		if rest, ok := belowOf(at, c.Dest); ok {
			if name := path.Join(source, rest); m.isFile(name) {
				return name
			}
		}
	case at == c.Dest, at == path.Join(c.Dest, path.Base(source)):
		return source
	}
	return ""
}

func (m *Model) textOf(name string) (string, bool) {
	text, ok := m.Read(name)
	return string(text), ok
}

func (m *Model) isFile(name string) bool {
	info, found := m.Stat(name)
	return found && info.Mode().IsRegular()
}

// belowOf is a path as seen from a folder that holds it.
func belowOf(at, folder string) (rest string, ok bool) {
	if at == folder {
		return ".", true
	}
	return strings.CutPrefix(at, strings.TrimSuffix(folder, "/")+"/")
}
