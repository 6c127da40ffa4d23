package session

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"

	"lightship/engine/foreign"
	"lightship/engine/project"
)

const (
	// settles is how long files have to be left alone until they are looked at: editors and git write in several steps.
	settles = 200 * time.Millisecond
	// maxWatched is how many folders are watched; the kernel gives each user some thousand.
	maxWatched = 512
)

// watched are the files that a plan was made from.
type watched struct {
	root string
	// files are those of the build context; others are the rest by their paths, with what they held.
	files  *project.Files
	dir    string
	others map[string][]byte
}

// watch waits, beside the session's goroutine, for the files to change that the plan was made from. Only somebody who looks on
// would want to know.
func (s *Session) watch() {
	if !s.settings.Interactive {
		return
	}
	st := &s.state
	ctx, number := st.jobs.begin(watching, "")
	w := st.watched()
	s.work(func() {
		err := w.follow(ctx, func(now map[string][]byte) {
			s.post(func() {
				if st.jobs.runs(number) {
					st.outdated = now
					if st.showOutdated() {
						s.publish()
					}
				}
			})
		})
		if err != nil {
			s.settings.Log.WithError(err).Warn("files are not watched for changes")
		}
	})
}

// watched are the files to watch now. What a compose or bake file holds was read when the project was found, and is read again.
func (st *state) watched() *watched {
	n := &st.snapshot
	w := &watched{root: n.Project.Root, files: n.Project.Files, dir: n.Project.Dir, others: map[string][]byte{}}
	if b := st.choice.build; b.Inline == "" {
		w.others[filepath.Join(w.root, filepath.FromSlash(n.Dockerfile))] = st.source
	}
	if name := st.choice.build.Declared.File; name != "" {
		path := filepath.Join(w.root, filepath.FromSlash(name))
		w.others[path], _ = foreign.ReadFile(path, maxDockerfile)
	}
	for _, name := range []string{n.Project.InContext(n.Dockerfile) + ".dockerignore", ".dockerignore"} {
		path := filepath.Join(w.dir, filepath.FromSlash(name))
		w.others[path], _ = foreign.ReadFile(path, maxDockerfile)
	}
	return w
}

// follow calls changed with what the files that are not as they were hold now, by their paths; at first, and whenever that may have
// changed. It returns when ctx ends.
func (w *watched) follow(ctx context.Context, changed func(map[string][]byte)) error {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	defer watcher.Close()
	if err := w.add(watcher); err != nil {
		return err
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case e, open := <-watcher.Events:
			if !open {
				return nil
			}
			if e.Op != fsnotify.Chmod && w.has(e.Name) {
				timer.Reset(settles)
			}
		case err, open := <-watcher.Errors:
			if !open || err != nil && ctx.Err() == nil {
				timer.Reset(settles) // Events were lost.
			}
		case <-timer.C:
			changed(w.now())
		}
	}
}

// add watches the folders that the files are in: an editor puts a new file in the place of the old one.
func (w *watched) add(watcher *fsnotify.Watcher) error {
	var dirs []string
	for path := range w.others {
		dirs = append(dirs, filepath.Dir(path))
	}
	for _, rel := range w.files.Asked() {
		dirs = append(dirs, filepath.Dir(filepath.Join(w.dir, filepath.FromSlash(rel))))
	}
	slices.Sort(dirs)
	dirs = slices.Compact(dirs)
	slices.SortStableFunc(dirs, func(a, b string) int { return len(a) - len(b) })
	for _, dir := range dirs[:min(len(dirs), maxWatched)] {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			continue
		}
		if err := watcher.Add(dir); err != nil {
			return err
		}
	}
	return nil
}

// has says whether a path is one of the files'.
func (w *watched) has(path string) bool {
	if _, other := w.others[path]; other {
		return true
	}
	rel, err := filepath.Rel(w.dir, path)
	if err != nil {
		return false
	}
	_, asked := slices.BinarySearch(w.files.Asked(), filepath.ToSlash(rel))
	return asked
}

// now is what the files that are not as they were hold now, nil for one that is gone.
func (w *watched) now() map[string][]byte {
	now := map[string][]byte{}
	for _, rel := range w.files.Asked() {
		path := filepath.Join(w.dir, filepath.FromSlash(rel))
		if _, other := w.others[path]; other {
			continue
		}
		if text, differs := w.files.OnDisk(rel); differs {
			now[path] = text
		}
	}
	for path, read := range w.others {
		text, err := foreign.ReadFile(path, maxDockerfile)
		if err != nil {
			text = nil
		}
		if !bytes.Equal(text, read) {
			now[path] = text
		}
	}
	return now
}

// showOutdated says which files are not as they were read, nor as Lightship wrote them; it says whether that is news.
func (st *state) showOutdated() bool {
	n := &st.snapshot
	var list []string
	for _, path := range slices.Sorted(maps.Keys(st.outdated)) {
		if written, ok := st.written[path]; ok && bytes.Equal(written, st.outdated[path]) {
			continue
		}
		name, err := filepath.Rel(n.Project.Root, path)
		if err != nil {
			name = path
		}
		list = append(list, filepath.ToSlash(name))
	}
	if slices.Equal(list, n.Outdated) {
		return false
	}
	n.Outdated = list
	return true
}
