package model

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/project"
)

// FolderCopied is the folder of the build context, other than its root, that all stands in which a stage copies from the context; empty
// when there is none, or when a RUN sees more of the context by a mount.
func (m *Model) FolderCopied(s *Stage) string {
	common := ""
	for _, c := range s.Copies {
		for _, source := range c.Sources {
			if strings.Contains(source, "://") || strings.HasPrefix(source, "git@") {
				continue
			}
			dir := m.folderOf(source)
			for common != "" && common != dir && !strings.HasPrefix(dir, common+"/") {
				common = path.Dir(common)
				if common == "/" {
					return ""
				}
			}
			if common == "" {
				common = dir
			}
		}
	}
	if slices.ContainsFunc(s.Instructions, mountsContext) {
		return ""
	}
	return strings.Trim(common, "/")
}

// folderOf is the folder that a source of a COPY is, or stands in.
func (m *Model) folderOf(source string) string {
	at := path.Clean("/" + source)
	if info, there := m.Stat(path.Join(".", at)); there && info.IsDir() {
		return at
	}
	return path.Dir(at)
}

// mountsContext says whether a RUN sees the build context by a mount.
func mountsContext(ins dockerfile.Instruction) bool {
	run, is := ins.Expanded().(*instructions.RunCommand)
	return is && slices.ContainsFunc(instructions.GetMounts(run), func(mount *instructions.Mount) bool {
		return mount.From == "" && (mount.Type == "" || mount.Type == instructions.MountTypeBind)
	})
}

// Below is the model of the same file as if a folder were the build context: files are named from there, what COPY and ADD bring too.
// The project has the files of that folder. It fails as New does.
func (m *Model) Below(folder string, p *project.Project) (*Model, error) {
	file := *m.File
	file.Stages = slices.Clone(m.File.Stages)
	for i := range file.Stages {
		list := slices.Clone(file.Stages[i].Instructions)
		for at := range list {
			switch c := list[at].Command.(type) {
			case *instructions.CopyCommand:
				if c.From == "" {
					moved := *c
					moved.SourcePaths = below(c.SourcePaths, folder)
					list[at].Command = &moved
				}
			case *instructions.AddCommand:
				moved := *c
				moved.SourcePaths = below(c.SourcePaths, folder)
				list[at].Command = &moved
			}
		}
		file.Stages[i].Instructions = list
	}
	next, err := New(&file, p, m.Settings)
	if err != nil {
		return nil, fmt.Errorf("read the stages as built in %s: %w", folder, err)
	}
	next.folder = folder
	return next, nil
}

// Folder is the folder of the build context that files are named from, empty for its root.
func (m *Model) Folder() string { return m.folder }

// below are the sources of a COPY as seen from a folder; those outside of it lead out.
func below(sources []string, folder string) []string {
	out := make([]string, 0, len(sources))
	for _, source := range sources {
		clean := path.Clean("/" + source)
		rest, inside := strings.CutPrefix(clean, "/"+folder)
		switch {
		case strings.Contains(source, "://") || strings.HasPrefix(source, "git@"):
			out = append(out, source)
		case inside && (rest == "" || strings.HasPrefix(rest, "/")):
			out = append(out, "."+rest)
		default:
			out = append(out, "../"+strings.TrimPrefix(clean, "/"))
		}
	}
	return out
}
