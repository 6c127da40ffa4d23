package pattern

import (
	"path"
	"slices"

	"lightship/engine/project"
	"lightship/engine/rewrite/model"
)

// InFolder is the subject as if a folder of the build context were the context, where the stage that builds copies from that folder
// alone, the folder has one of the files by which a build begins, and the context's root has none. Read is given its files. The subject
// itself otherwise, or when nothing is read.
func (s Subject) InFolder(read func(files *project.Files) project.Sources, begins ...string) Subject {
	files := s.Project.Files
	has := func(folder string) bool {
		return slices.ContainsFunc(begins, func(name string) bool { return files.Has(path.Join(folder, name)) })
	}
	if has(".") {
		return s
	}
	folder := ""
	for _, stage := range s.copying() {
		if at := s.FolderCopied(stage); at != "" && has(at) {
			folder = at
		}
	}
	if folder == "" {
		return s
	}
	of := *s.Project
	of.Files = files.Below(folder)
	found := model.OfFiles(s.Memory, folderKey{of.Dir, folder, begins[0]}, func() project.Sources { return read(of.Files) })
	if found == nil {
		return s
	}
	of.Sources = slices.DeleteFunc(slices.Clone(of.Sources), func(one project.Sources) bool { return one.Language() == found.Language() })
	of.Sources = append(of.Sources, found)
	if next, err := s.Model.Below(folder, &of); err == nil {
		s.Model = next
	}
	return s
}

// folderKey is the key of what the files of a folder say in the language whose builds begin with a file.
type folderKey struct{ dir, folder, begins string }

// copying are the stages that may build from the context: the target stage, or those that it copies from where it takes nothing from the
// context itself.
func (s Subject) copying() []*model.Stage {
	final := s.Final()
	if len(final.Copies) > 0 {
		return []*model.Stage{final}
	}
	var out []*model.Stage
	for _, at := range s.CopiedFrom(final) {
		out = append(out, s.Stages[at])
	}
	return out
}
