package model

import (
	"path"
	"regexp"
	"slices"
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

var shellLine = regexp.MustCompile(`\A#![ \t]*(?:/usr)?/bin/(?:env[ \t]+)?(?:ba|da|a)?sh(?:[ \t]+-[a-z]+)*[ \t]*\r?\n`)

// IsShellScript says whether a text is a script whose first line names a shell.
func IsShellScript(text string) bool { return shellLine.MatchString(text) }

// ImageFile is the text of a file of a stage as it is before an instruction, by its absolute path; a COPY from another stage is followed
// there. It is false when no COPY, ADD or mount from the build context is known to have brought it, or when it can't be read.
func (m *Model) ImageFile(s *Stage, before int, at string) (text string, ok bool) {
	return m.imageFile(s, before, at, 0)
}

// mostStagesBack is through how many stages a file is followed that each copies from another.
const mostStagesBack = 4

// imageFile is ImageFile for a file that was followed through that many stages.
func (m *Model) imageFile(s *Stage, before int, at string, back int) (text string, ok bool) {
	if before < len(s.Instructions) {
		if name := mountedFile(s.Instructions[before], at); name != "" {
			return m.textOf(name)
		}
	}
	for {
		for i := min(before, len(s.Instructions)) - 1; i >= 0; i-- {
			if text, ok, brought := m.broughtBy(s, i, at, back); brought {
				return text, ok
			}
		}
		if s.Parent < 0 {
			return "", false
		}
		s = m.Stages[s.Parent]
		before = len(s.Instructions)
	}
}

// broughtBy is the text of a file that an instruction brings to a place, by COPY or ADD; brought is false when it brings none there.
func (m *Model) broughtBy(s *Stage, i int, at string, back int) (text string, ok, brought bool) {
	if c, ok := s.Instructions[i].Command.(*instructions.CopyCommand); ok && c.From != "" {
		return m.broughtFrom(s, i, c, at, back)
	}
	found, isCopy := slices.BinarySearchFunc(s.Copies, i, func(c Copy, i int) int { return c.Instruction - i })
	if !isCopy {
		return "", false, false
	}
	c := s.Copies[found]
	if text, inline := writtenInline(s.Instructions[i], c, at); inline {
		return text, true, true
	}
	for _, source := range c.Sources {
		if name := m.sourceOf(c, source, at); name != "" {
			text, ok = m.textOf(name)
			return text, ok, true
		}
	}
	return "", false, false
}

// broughtFrom is broughtBy for a COPY from another stage, or from an image, of whose files none is known.
func (m *Model) broughtFrom(s *Stage, i int, c *instructions.CopyCommand, at string, back int) (text string, ok, brought bool) {
	from := m.StageOf(s, s.Instructions[i], c.From)
	dest := Resolve(s.Dirs[i], ExpandVars(c.DestPath, s.Envs[i]))
	for _, source := range c.SourcePaths {
		source = Resolve("/", ExpandVars(source, s.Envs[i]))
		rest, below := belowOf(at, dest)
		if !below {
			continue
		}
		// A file is copied to the place or into it, a folder over it.
		places, isFile := []string{path.Join(source, rest)}, at == dest || at == path.Join(dest, path.Base(source))
		if isFile && rest != "." {
			places = append(places, source)
		}
		for _, there := range places {
			if from < 0 || back >= mostStagesBack {
				continue
			}
			if text, ok = m.imageFile(m.Stages[from], len(m.Stages[from].Instructions), there, back+1); ok {
				return text, true, true
			}
		}
		brought = brought || isFile
	}
	return "", false, brought
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
