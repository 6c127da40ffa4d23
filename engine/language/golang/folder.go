package golang

import (
	"context"
	"path"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/project"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// inFolder is a subject with the sources of the module that the Dockerfile builds, where that stands in a folder of the build context
// and not at its root; the subject itself otherwise.
func inFolder(s pattern.Subject) pattern.Subject {
	if Of(s.Project) != nil {
		return s
	}
	if moved := s.InFolder(below, "go.mod"); moved.Folder() != "" {
		return moved
	}
	folder := folderBuilt(s.Model)
	if folder == "" {
		return s
	}
	m, err := readGoModule(context.Background(), s.Project.Files.Below(folder))
	if m == nil || err != nil || m.Module == "" || m.leansOutside(s.Project.Files) {
		return s
	}
	m.moveTo(folder)
	of := *s.Project
	of.Sources = append(slices.Clone(of.Sources), m)
	s.Model = s.Model.Of(&of)
	return s
}

// below reads the module in a folder that is all that a Dockerfile copies; nil when there is none that stands by itself.
func below(files *project.Files) project.Sources {
	m, err := readGoModule(context.Background(), files)
	if m == nil || err != nil || m.Module == "" || m.leansOutside(files) {
		return nil
	}
	m.Needed = files.Located(m.Needed)
	return m
}

// leansOutside says whether a module takes sources from folders beside it, which are not read.
func (m *Module) leansOutside(files *project.Files) bool {
	return files.Has("go.work") || slices.ContainsFunc(m.LocalReplace, func(at string) bool { return strings.HasPrefix(at, "..") })
}

// folderBuilt is the folder of the build context, other than its root, that has the go.mod of all that the Dockerfile builds with go;
// empty when there is none, or more than one.
func folderBuilt(m *model.Model) string {
	found := ""
	for _, s := range m.Stages {
		for _, list := range readStage(s, nil).gos {
			for _, gc := range list {
				if !gc.builds() || !gc.DirKnown {
					continue
				}
				folder := moduleAbove(m.Project.Files, contextFolder(s, gc.workdir()))
				if folder == "" || found != "" && found != folder {
					return ""
				}
				found = folder
			}
		}
	}
	return found
}

// contextFolder is the folder of the build context that a COPY of the whole context has brought to a folder of the image; empty when
// none has.
func contextFolder(s *model.Stage, at string) string {
	for i := len(s.Copies) - 1; i >= 0; i-- {
		c := s.Copies[i]
		if rest, below := strings.CutPrefix(at+"/", strings.TrimSuffix(c.Dest, "/")+"/"); c.BringsAll() && below {
			return strings.TrimSuffix(rest, "/")
		}
	}
	return ""
}

// moduleAbove is the nearest folder with a go.mod, the folder itself or one above it; empty when none but the root has one.
func moduleAbove(files *project.Files, folder string) string {
	for ; folder != "" && folder != "."; folder = path.Dir(folder) {
		if files.Has(path.Join(folder, "go.mod")) {
			return folder
		}
	}
	return ""
}

// moveTo names the module's files from the root of the build context.
func (m *Module) moveTo(folder string) {
	m.Folder = folder
	for i, e := range m.Needed {
		if e.Base == evidence.ContextRoot {
			m.Needed[i].Subject = path.Join(folder, e.Subject)
		}
		m.Needed[i].File = path.Join(folder, e.File)
	}
	for _, list := range [][]project.Evidence{m.Cgo, m.Unknown} {
		for i := range list {
			list[i].File = path.Join(folder, list[i].File)
		}
	}
	for i := range m.Assets {
		m.Assets[i] = path.Join(folder, m.Assets[i])
	}
}
