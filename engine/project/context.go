package project

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"

	"lightship/engine/foreign"
	"lightship/engine/save"
)

const (
	// progressEvery is the least time between two reports.
	progressEvery = 100 * time.Millisecond
	// largestParts is how many entries of the root are named.
	largestParts = 10
)

// MeasureContext sums up the files below dir that a build sends: those that the ignore file lets through.
// "X.dockerignore" beside a Dockerfile X, a path relative to dir, wins over ".dockerignore" at the root unless it is
// empty. The Dockerfile and the ignore file count like all others; backups of them that Lightship made don't, as they are not sent. Progress, when given, is called at most every 100 ms and
// once at the end, never at the same time twice. It fails when the ignore file can't be read or ctx ends.
func MeasureContext(ctx context.Context, dir, dockerfileName string, progress func(ContextSize)) (ContextSize, error) {
	name, patterns, err := readIgnore(dir, dockerfileName)
	if err != nil {
		return ContextSize{}, err
	}
	matcher, err := patternmatcher.New(patterns)
	if err != nil {
		return ContextSize{}, fmt.Errorf("reading %s: %w", name, err)
	}
	m := &measure{dir: dir, parts: map[string]int64{}, progress: progress, last: time.Now(), backup: backups(dir, dockerfileName)}
	m.total.IgnoreFile = name
	m.matchers.New = func() any {
		// The same patterns were read without an error just now.
		again, _ := patternmatcher.New(patterns)
		return again
	}
	m.matchers.Put(matcher)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return ContextSize{}, fmt.Errorf("%s %w: %w", dir, ErrNotThere, Reason(err))
	}
	err = m.walkAll(ctx, entries)
	if err != nil {
		return ContextSize{}, fmt.Errorf("measuring the build context: %w", err)
	}
	m.total.Done = true
	done := m.size()
	if progress != nil {
		progress(done)
	}
	return done, nil
}

// backups says which files are backups of what is saved in a context.
func backups(dir, dockerfileName string) func(path string) bool {
	text, err := foreign.ReadFile(filepath.Join(dir, dockerfileName), maxDeclaration)
	if err != nil {
		text = nil // the Dockerfile stands elsewhere
	}
	return save.BackupsInContext(filepath.ToSlash(dockerfileName), text)
}

// readIgnore returns the ignore file's path relative to dir, "" without one, and its patterns.
func readIgnore(dir, dockerfileName string) (string, []string, error) {
	for _, name := range []string{dockerfileName + ".dockerignore", ".dockerignore"} {
		text, err := foreign.ReadFile(filepath.Join(dir, name), maxDeclaration)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return name, nil, fmt.Errorf("reading %s: %w", name, err)
		}
		patterns, err := ignorefile.ReadAll(bytes.NewReader(text))
		if err != nil {
			return name, nil, fmt.Errorf("reading %s: %w", name, err)
		}
		if len(patterns) == 0 && name != ".dockerignore" {
			continue // BuildKit takes an empty one as none
		}
		return name, patterns, nil
	}
	return "", nil, nil
}

// measure sums up a context; the fields below mu are shared by its walkers.
type measure struct {
	dir string
	// matchers holds *patternmatcher.PatternMatcher of the same patterns: one compiles its patterns when it first needs
	// them, so that no two walkers may use the same at once.
	matchers sync.Pool
	progress func(ContextSize)
	// backup says that a file is a backup, which is not sent.
	backup func(path string) bool

	mu    sync.Mutex
	total ContextSize
	parts map[string]int64
	last  time.Time
}

// walkAll walks the entries of the root, several at the same time.
func (m *measure) walkAll(ctx context.Context, entries []fs.DirEntry) error {
	w := newWalkers(ctx, searchWorkers)
	for _, e := range entries {
		w.do(func(ctx context.Context) error {
			return m.walk(ctx, w, e.Name(), e, patternmatcher.MatchInfo{})
		})
	}
	return w.wait()
}

// walk adds an entry and what is below it.
func (m *measure) walk(ctx context.Context, w *walkers, rel string, e fs.DirEntry, parent patternmatcher.MatchInfo) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	matcher := m.matchers.Get().(*patternmatcher.PatternMatcher)
	ignored, info, err := matcher.MatchesUsingParentResults(filepath.ToSlash(rel), parent)
	m.matchers.Put(matcher)
	if err != nil {
		return fmt.Errorf("matching %s: %w", rel, err)
	}
	if !e.IsDir() {
		if stat, err := e.Info(); err == nil {
			m.add(rel, stat, ignored || stat.Mode().IsRegular() && m.backup(filepath.ToSlash(rel)))
		}
		return nil
	}
	entries, err := os.ReadDir(filepath.Join(m.dir, rel))
	if err != nil && len(entries) == 0 {
		return nil // what can't be read can't be sent: the builder says so when it needs it
	}
	for _, below := range entries {
		next := filepath.Join(rel, below.Name())
		step := func(ctx context.Context) error { return m.walk(ctx, w, next, below, info) }
		if below.IsDir() {
			if err := w.share(ctx, step); err != nil {
				return err
			}
		} else if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// add counts one file and reports when it is time.
func (m *measure) add(rel string, stat fs.FileInfo, ignored bool) {
	bytes := int64(0)
	if stat.Mode().IsRegular() {
		bytes = stat.Size()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if ignored {
		m.total.Ignored += bytes
	} else {
		root, _, _ := strings.Cut(rel, string(filepath.Separator))
		m.total.Bytes += bytes
		m.total.Files++
		m.parts[root] += bytes
	}
	if m.progress != nil && time.Since(m.last) >= progressEvery {
		m.last = time.Now()
		m.progress(m.size())
	}
}

// size returns the sum so far; the caller holds mu or is alone.
func (m *measure) size() ContextSize {
	out := m.total
	for p, bytes := range m.parts {
		out.Largest = append(out.Largest, Part{Path: p, Bytes: bytes})
	}
	slices.SortFunc(out.Largest, func(a, b Part) int {
		return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(a.Path, b.Path))
	})
	if len(out.Largest) > largestParts {
		out.Largest = slices.Clone(out.Largest[:largestParts])
	}
	return out
}
