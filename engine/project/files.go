package project

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"syscall"

	"golang.org/x/sync/errgroup"

	"lightship/engine/evidence"
)

const (
	// maxLock is the most bytes of one file that is read as a whole: lock files of the largest projects have 10 MB.
	maxLock = 16 << 20
	// maxAll is the most bytes that are kept of all files of a folder; what comes after is not read.
	maxAll = 64 << 20
	// maxListed is how many files of a folder and below it are listed.
	maxListed = 200_000
)

// Files are the files of one folder, read once and kept. They are rooted: a name or a link that leads out of the folder is
// not there. Only regular files are read, up to a size; what could not be read is noted. A *Files is safe for concurrent
// use; what it returned never changes, and neither do the bytes of a file that was read, whatever happens on disk.
type Files struct {
	dir string
	// below is the folder that names count from, "." for the root.
	below string
	*shelf
}

// shelf is what all views of the same folder share.
type shelf struct {
	open func() (*os.Root, error)

	mu      sync.Mutex
	texts   map[string]*text
	bytes   int64
	unread  []Evidence
	listing []string
	listed  bool
}

// text is what was read of one file.
type text struct {
	once sync.Once
	text []byte
	err  error
}

// NewFiles returns the files of a folder, an absolute path. Nothing is read yet; a folder that is not there has no files.
func NewFiles(dir string) *Files {
	return &Files{dir: dir, below: ".", shelf: &shelf{
		open:  sync.OnceValues(func() (*os.Root, error) { return os.OpenRoot(dir) }),
		texts: map[string]*text{},
	}}
}

// Below returns the files of a folder below this one, named from there. Both share what was read.
func (f *Files) Below(folder string) *Files {
	return &Files{dir: f.dir, below: path.Join(f.below, folder), shelf: f.shelf}
}

// Folder is the folder that names count from, relative to the root with slashes: "." for the root itself.
func (f *Files) Folder() string { return f.below }

// at is a name's path from the root; ok is false when it leads out, and always for a nil *Files, which has no files.
func (f *Files) at(name string) (rel string, ok bool) {
	if f == nil {
		return "", false
	}
	rel = path.Join(f.below, strings.ReplaceAll(name, "\\", "/"))
	return rel, f.dir != "" && name != "" && fs.ValidPath(rel)
}

// Stat returns what a file or folder is; ok is false when there is none.
func (f *Files) Stat(name string) (info fs.FileInfo, ok bool) {
	rel, ok := f.at(name)
	if !ok {
		return nil, false
	}
	root, err := f.open()
	if err != nil {
		return nil, false
	}
	info, err = root.Stat(rel)
	return info, err == nil
}

// Has says whether a regular file, or a link to one, is there.
func (f *Files) Has(name string) bool {
	info, ok := f.Stat(name)
	return ok && info.Mode().IsRegular()
}

// HasFolder says whether a folder is there.
func (f *Files) HasFolder(name string) bool {
	info, ok := f.Stat(name)
	return ok && info.IsDir()
}

// First returns the first of the files that is there, "" when none is.
func (f *Files) First(names ...string) string {
	for _, name := range names {
		if f.Has(name) {
			return name
		}
	}
	return ""
}

// Present returns those of the files and folders that are there, in the given order.
func (f *Files) Present(names ...string) []string {
	var out []string
	for _, name := range names {
		if f.Has(name) || f.HasFolder(name) {
			out = append(out, name)
		}
	}
	return out
}

// Named says whether anything has that name, a link that leads nowhere too.
func (f *Files) Named(name string) bool {
	rel, ok := f.at(name)
	if !ok {
		return false
	}
	root, err := f.open()
	if err != nil {
		return false
	}
	_, err = root.Lstat(rel)
	return err == nil
}

// List returns what is in a folder by name; nil when it can't be read.
func (f *Files) List(folder string) []fs.DirEntry {
	rel, ok := f.at(folder)
	if !ok {
		return nil
	}
	root, err := f.open()
	if err != nil {
		return nil
	}
	entries, err := fs.ReadDir(root.FS(), rel)
	if err != nil {
		return nil
	}
	return entries
}

// Names are the entries of a folder by name, none when it can't be read.
func (f *Files) Names(folder string) []string {
	var out []string
	for _, e := range f.List(folder) {
		out = append(out, e.Name())
	}
	return out
}

// Read returns a file's text as UTF-8 without a byte order mark. A file that is not there is not ok, and neither is "", which
// First returns for none; one that can't be read is not either, and is noted.
func (f *Files) Read(name string) (text []byte, ok bool) { return f.ReadUpTo(name, maxLock) }

// ReadUpTo is Read for a file of at most limit bytes; a larger one is noted.
func (f *Files) ReadUpTo(name string, limit int64) (text []byte, ok bool) {
	text, err := f.Text(name, limit)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		f.Note(name, 0, err)
	}
	return text, err == nil
}

// Text returns a file's text as ReadUpTo does. It fails with fs.ErrNotExist when nothing has that name, and with the reason
// when it can't be read; nothing is noted.
func (f *Files) Text(name string, limit int64) ([]byte, error) {
	rel, ok := f.at(name)
	if !ok {
		return nil, fs.ErrNotExist
	}
	f.mu.Lock()
	t := f.texts[rel]
	if t == nil {
		t = &text{}
		f.texts[rel] = t
	}
	f.mu.Unlock()
	t.once.Do(func() { t.text, t.err = f.load(rel) })
	if t.err == nil && int64(len(t.text)) > limit {
		return nil, tooLarge(int64(len(t.text)), limit)
	}
	return t.text, t.err
}

// load reads a file from disk.
func (f *Files) load(rel string) ([]byte, error) {
	file, size, err := f.regular(rel)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	switch {
	case size > maxLock:
		return nil, tooLarge(size, maxLock)
	case !f.reserve(size):
		return nil, fmt.Errorf("%w: %d MB of the folder are read already", errTooLarge, maxAll>>20)
	}
	return whole(file)
}

// whole is the text of an open file.
func whole(file io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(file, maxLock))
	if err != nil {
		return nil, Reason(err)
	}
	return decodeText(text)
}

// regular opens a regular file. A named pipe would wait for a writer: it is opened without waiting, and then given up.
func (f *Files) regular(rel string) (file *os.File, size int64, err error) {
	root, err := f.open()
	if err != nil {
		return nil, 0, Reason(err)
	}
	file, err = root.OpenFile(rel, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		if _, lerr := root.Lstat(rel); lerr == nil && errors.Is(err, fs.ErrNotExist) {
			return nil, 0, errNowhere
		}
		return nil, 0, Reason(err)
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("is not a regular file")
	}
	if err != nil {
		return nil, 0, errors.Join(Reason(err), file.Close())
	}
	return file, info.Size(), nil
}

// errNowhere is what is said of a link whose target is not there.
var errNowhere = errors.New("is a link that leads nowhere, or out of the folder")

func tooLarge(size, limit int64) error {
	return fmt.Errorf("%w: %d bytes, and the most is %d", errTooLarge, size, limit)
}

// reserve takes room for a file; false when all is taken.
func (s *shelf) reserve(size int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bytes+size > maxAll {
		return false
	}
	s.bytes += size
	return true
}

// Head returns the first bytes of a file of any size, at most n; nil when it can't be read.
func (f *Files) Head(name string, n int64) []byte {
	if text, err := f.Text(name, maxLock); err == nil {
		return text[:min(int64(len(text)), n)]
	}
	rel, ok := f.at(name)
	if !ok {
		return nil
	}
	file, _, err := f.regular(rel)
	if err != nil {
		return nil
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, n))
	if err != nil {
		return nil
	}
	return text
}

// Note keeps that a file could not be read, or only in part.
func (f *Files) Note(name string, line int, err error) {
	says := "can't be read: " + Reason(err).Error()
	if errors.Is(err, errTooLarge) {
		says = err.Error()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if e := (Evidence{File: path.Join(f.below, name), Line: line, Says: says}); !slices.Contains(f.unread, e) {
		f.unread = append(f.unread, e)
	}
}

// Unread are the files that could not be read, or only in part, sorted.
func (f *Files) Unread() []Evidence {
	f.mu.Lock()
	defer f.mu.Unlock()
	return sorted(slices.Clone(f.unread))
}

// All are the paths of the regular files in the folder and below it, with slashes, sorted; folders of other people's files
// (node_modules, .git) are left out, and links are not followed. It fails when ctx ends.
func (f *Files) All(ctx context.Context) ([]string, error) {
	all, err := f.list(ctx)
	if err != nil || f.below == "." {
		return all, err
	}
	var out []string
	for _, name := range all {
		if rest, below := strings.CutPrefix(name, f.below+"/"); below {
			out = append(out, rest)
		}
	}
	return out, nil
}

// list walks the root once.
func (s *shelf) list(ctx context.Context) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listed {
		return s.listing, nil
	}
	root, err := s.open()
	if err != nil {
		s.listed = true
		return nil, nil
	}
	var paths []string
	err = fs.WalkDir(root.FS(), ".", func(p string, e fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return skipUnreadable(e)
		case e.IsDir() && p != "." && skippedFolder(e.Name()):
			return fs.SkipDir
		case e.Type().IsRegular():
			paths = append(paths, p)
		}
		if len(paths) == maxListed {
			return fs.SkipAll
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(paths)
	s.listing, s.listed = paths, true
	return paths, nil
}

func skipUnreadable(e fs.DirEntry) error {
	if e != nil && e.IsDir() {
		return fs.SkipDir
	}
	return nil
}

// Visit reads many files at the same time and hands the text of each on, in no order; files that can't be read are passed
// over. It fails when ctx ends.
func (f *Files) Visit(ctx context.Context, names []string, limit int64, visit func(i int, text []byte)) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(searchWorkers)
	for i, name := range names {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			if text, err := f.Text(name, limit); err == nil {
				visit(i, text)
			}
			return nil
		})
	}
	return g.Wait()
}

// Located returns evidence with its file named from the root of the folder.
func (f *Files) Located(list evidence.List) evidence.List {
	if f.below == "." {
		return list
	}
	out := slices.Clone(list)
	for i := range out {
		out[i].File = path.Join(f.below, out[i].File)
	}
	return out
}
