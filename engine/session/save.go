package session

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"lightship/engine/compare"
	"lightship/engine/foreign"
	"lightship/engine/report"
	"lightship/engine/rewrite"
)

// output is one file to write.
type output struct {
	path string
	data []byte
	// over is what the file held when it was opened or written last; nil when it may hold anything.
	over []byte
}

// Save is what is saved.
type Save struct {
	// Path is where to, empty for the chosen Dockerfile; a relative one is one in the project.
	Path string
	// Force writes over a file that somebody has changed since it was opened.
	Force bool
}

// errChanged is returned for a file that is not as it was when it was opened.
var errChanged = errors.New("somebody has changed it since it was opened, and saving would undo that")

// SaveDockerfile writes the after Dockerfile to path, or over the chosen Dockerfile when path is empty; a relative path is
// one in the project. The plan's ignore file is written too: over the one in the project, or as path.dockerignore, which
// BuildKit prefers for that Dockerfile alone. A file that is there is kept as a backup.
func (s *Session) SaveDockerfile(path string) { s.Save(Save{Path: path}) }

// Save is SaveDockerfile, which refuses to write over a Dockerfile or an ignore file that somebody has changed since it was opened
// unless it is forced to.
func (s *Session) Save(o Save) {
	s.save(func(n *Snapshot) ([]output, error) {
		own := o.Path == "" || sameFile(inProject(n, o.Path, ""), inProject(n, n.Dockerfile, ""))
		main := output{path: inProject(n, o.Path, n.Dockerfile), data: n.After.Text}
		if own && !o.Force && s.state.choice.build.Inline == "" {
			main.over = s.state.onDisk(main.path, n.Before.Text)
		}
		files := []output{main}
		if n.Ignore != nil {
			ignore := output{path: inProject(n, o.Path, "") + ".dockerignore", data: n.Ignore.After}
			if own {
				ignore.path = filepath.Join(n.Project.Dir, filepath.FromSlash(n.Ignore.Name))
			}
			if own && !o.Force && n.Ignore.Before != nil {
				ignore.over = s.state.onDisk(ignore.path, n.Ignore.Before)
			}
			files = append([]output{ignore}, files...)
		}
		plan := savedPlan{text: string(n.After.Text), ignore: string(ignoreText(n.Ignore))}
		for i := range files {
			plan.files = append(plan.files, files[i].path)
		}
		s.state.savingPlan = &plan
		return files, nil
	})
}

// sameFile says whether two paths name one file, by links too.
func sameFile(a, b string) bool {
	if a == b {
		return true
	}
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}

// savedPlan is what was saved of a plan.
type savedPlan struct {
	text, ignore string
	files        []string
}

// onDisk is what a file of the user's is taken to hold: what was written there last, else what was read.
func (st *state) onDisk(path string, read []byte) []byte {
	if written, ok := st.written[path]; ok {
		return written
	}
	return read
}

// showSaved says whether the plan as it is now was saved.
func (st *state) showSaved() {
	n := &st.snapshot
	p := st.savedPlan
	n.PlanSaved = p != nil && n.After != nil && p.text == string(n.After.Text) && p.ignore == string(ignoreText(n.Ignore))
	n.PlanFiles = nil
	if n.PlanSaved {
		n.PlanFiles = p.files
	}
}

// unchanged fails with errChanged when a file that is to be written over is not what it was.
func unchanged(files []output) error {
	for _, f := range files {
		if f.over == nil {
			continue
		}
		now, err := foreign.ReadFile(f.path, int64(max(len(f.over), len(f.data))))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if errors.Is(err, foreign.ErrLarge) {
			return fmt.Errorf("%s: %w", f.path, errChanged) // longer than both
		}
		if err != nil {
			return fmt.Errorf("read %s before replacing it: %w", f.path, err)
		}
		if !bytes.Equal(now, f.over) && !bytes.Equal(now, f.data) {
			return fmt.Errorf("%s: %w", f.path, errChanged)
		}
	}
	return nil
}

// SavePatch writes the difference of the two Dockerfiles, and of the ignore file, as a unified diff.
func (s *Session) SavePatch(path string) {
	s.save(func(n *Snapshot) ([]output, error) {
		var patch bytes.Buffer
		err := n.WritePatch(&patch)
		return []output{{path: inProject(n, path, n.Dockerfile+".patch"), data: patch.Bytes()}}, err
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
	s.planned("Save", func() {
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

// SaveLog writes what a step of a build has written to a file, without secrets; a relative path is seen from the project's folder.
func (s *Session) SaveLog(path, text string) {
	s.post(func() {
		n := &s.state.snapshot
		if n.Project == nil || path == "" {
			return
		}
		s.write([]output{{path: inProject(n, path, ""), data: []byte(s.secrets.Mask(text))}})
	})
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
		c, name, ignore := n.Comparison.Marked(n.Stale), filepath.Base(n.Dockerfile), s.state.comparedIgnore
		if n.Earlier {
			if n.Stale || n.After == nil {
				n.Problem = newProblem(BadInput, "The report is of another plan", "It was made before the project was opened this time.", "Press Rebuild and compare first.")
				s.publish()
				return
			}
			// Its own texts have their secrets masked.
			c.Before.Text, c.After.Text, ignore = string(n.Before.Text), string(n.After.Text), n.Ignore
		}
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
		{path: filepath.Join(dir, dockerfile), data: []byte(c.After.Text)},
		{path: filepath.Join(dir, "report.html"), data: html.Bytes()},
		{path: filepath.Join(dir, "report.json"), data: data.Bytes()},
	}
	if ignore != nil {
		files = append(files, output{path: filepath.Join(dir, filepath.Base(filepath.FromSlash(ignore.Name))), data: ignore.After})
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
	plan := st.savingPlan
	st.savingPlan = nil
	s.work(func() {
		files, err := content()
		var saved []SavedFile
		if err == nil {
			s.writing.Lock()
			if err = unchanged(files); err == nil {
				saved, err = writeAll(files)
			}
			s.writing.Unlock()
		}
		s.post(func() { s.wrote(files, plan, saved, err) })
	})
}

// wrote takes in what was written, and that it was a plan where it was one.
func (s *Session) wrote(files []output, plan *savedPlan, saved []SavedFile, err error) {
	st := &s.state
	st.snapshot.Saved = append(saved, st.snapshot.Saved...)
	st.snapshot.Problem = nil
	switch {
	case errors.Is(err, errChanged):
		st.snapshot.Problem = explain(err)
	case err != nil:
		st.snapshot.Problem = newProblem(NotWritten, "The file was not written", err.Error(), "Choose a folder that you may write to.")
	default:
		for _, f := range files {
			if st.written == nil {
				st.written = map[string][]byte{}
			}
			st.written[f.path] = f.data
		}
		if plan != nil {
			st.savedPlan = plan
		}
	}
	st.showSaved()
	st.showOutdated()
	st.saving--
	if st.saving == 0 {
		st.jobs.endKind(Saving)
	}
	s.publish()
}
