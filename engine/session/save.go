package session

import (
	"bytes"
	"io"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"lightship/engine/compare"
	"lightship/engine/report"
	"lightship/engine/rewrite"
)

// output is one file to write.
type output struct {
	path string
	data []byte
}

// SaveDockerfile writes the after Dockerfile to path, or over the chosen Dockerfile when path is empty; a relative path is
// one in the project. The plan's ignore file is written too: over the one in the project, or as path.dockerignore, which
// BuildKit prefers for that Dockerfile alone. A file that is there is kept as a backup.
func (s *Session) SaveDockerfile(path string) {
	s.save(func(n *Snapshot) ([]output, error) {
		var files []output
		switch {
		case n.Ignore == nil:
		case path == "" || inProject(n, path, "") == inProject(n, n.Dockerfile, ""):
			files = append(files, output{filepath.Join(n.Project.Dir, filepath.FromSlash(n.Ignore.Name)), n.Ignore.After})
		default:
			files = append(files, output{inProject(n, path, "") + ".dockerignore", n.Ignore.After})
		}
		return append(files, output{inProject(n, path, n.Dockerfile), n.After.Text}), nil
	})
}

// SavePatch writes the difference of the two Dockerfiles, and of the ignore file, as a unified diff.
func (s *Session) SavePatch(path string) {
	s.save(func(n *Snapshot) ([]output, error) {
		var patch bytes.Buffer
		err := n.WritePatch(&patch)
		return []output{{inProject(n, path, n.Dockerfile+".patch"), patch.Bytes()}}, err
	})
}

// WritePatch writes the difference of the two Dockerfiles, and of the ignore file, as a unified diff with paths as they are
// seen from the project's folder. There has to be an after Dockerfile.
func (n *Snapshot) WritePatch(w io.Writer) error {
	err := report.WritePatch(w, filepath.ToSlash(n.Dockerfile), n.Before.Text, n.After.Text)
	if err == nil && n.Ignore != nil {
		err = report.WritePatch(w, n.IgnorePath(), n.Ignore.Before, n.Ignore.After)
	}
	return err
}

// IgnorePath is the path of the plan's ignore file as it is seen from the project's folder, with slashes; the file stands in
// the build context, which may be another folder. It is empty when the plan has none.
func (n *Snapshot) IgnorePath() string {
	if n.Ignore == nil {
		return ""
	}
	at := filepath.Join(n.Project.Dir, filepath.FromSlash(n.Ignore.Name))
	rel, err := filepath.Rel(n.Project.Root, at)
	if err != nil {
		rel = at
	}
	return filepath.ToSlash(rel)
}

// inProject is where a path given by the user is; an empty one means name.
func inProject(n *Snapshot, path, name string) string {
	if path == "" {
		path = name
	}
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(n.Project.Root, filepath.FromSlash(path))
}

// save writes what files returns for the plan.
func (s *Session) save(files func(*Snapshot) ([]output, error)) {
	s.planned(func() {
		n := &s.state.snapshot
		if n.After == nil {
			n.Problem = newProblem(BadInput, "There is nothing to save", nothingToGain(n), "Open a project with a Dockerfile that can be made lighter.")
			s.publish()
			return
		}
		list, err := files(n)
		if err != nil {
			n.Problem = explain(err)
			s.publish()
			return
		}
		s.write(list)
	})
}

// ignoreText is what an ignore file of the plan holds after it, nil without one.
func ignoreText(f *rewrite.File) []byte {
	if f == nil {
		return nil
	}
	return f.After
}

// Export writes the after Dockerfile, its ignore file if the plan has one, report.html and report.json to a folder, which is made when it is not there.
func (s *Session) Export(dir string) {
	s.post(func() {
		n := &s.state.snapshot
		if n.Comparison == nil {
			n.Problem = newProblem(BadInput, "There is no report yet", "A report is made from a finished comparison.", "Press Rebuild and compare first.")
			s.publish()
			return
		}
		c, name, ignore := n.Comparison, filepath.Base(n.Dockerfile), s.state.comparedIgnore
		s.make(func() ([]output, error) { return exports(dir, name, c, ignore) })
	})
}

// exports are the files of an export; the reports are written at the same time.
func exports(dir, dockerfile string, c *compare.Comparison, ignore *rewrite.File) ([]output, error) {
	var html, data bytes.Buffer
	var both errgroup.Group
	both.Go(func() error { return report.WriteHTML(&html, c) })
	both.Go(func() error { return report.WriteJSON(&data, c) })
	if err := both.Wait(); err != nil {
		return nil, err
	}
	files := []output{
		{filepath.Join(dir, dockerfile), []byte(c.After.Text)},
		{filepath.Join(dir, "report.html"), html.Bytes()},
		{filepath.Join(dir, "report.json"), data.Bytes()},
	}
	if ignore != nil {
		files = append(files, output{filepath.Join(dir, filepath.Base(filepath.FromSlash(ignore.Name))), ignore.After})
	}
	return files, nil
}

// write writes files beside the session's goroutine and says which were written. Two writes never run at once.
func (s *Session) write(files []output) {
	s.make(func() ([]output, error) { return files, nil })
}

// make is write for files whose content takes a while to make.
func (s *Session) make(content func() ([]output, error)) {
	st := &s.state
	if st.saving == 0 {
		s.begin(Saving, "Save")
		s.publish()
	}
	st.saving++
	s.work(func() {
		files, err := content()
		var saved []SavedFile
		if err == nil {
			s.writing.Lock()
			saved, err = writeAll(files)
			s.writing.Unlock()
		}
		s.post(func() { s.wrote(saved, err) })
	})
}

func (s *Session) wrote(saved []SavedFile, err error) {
	st := &s.state
	st.snapshot.Saved = append(saved, st.snapshot.Saved...)
	st.snapshot.Problem = nil
	if err != nil {
		st.snapshot.Problem = newProblem(NotWritten, "The file was not written", err.Error(), "Choose a folder that you may write to.")
	}
	st.saving--
	if st.saving == 0 {
		st.jobs.endKind(Saving)
	}
	s.publish()
}
