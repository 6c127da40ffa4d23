package project

import (
	"cmp"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
)

const (
	// searchDepth is how many folders below the root are looked into for Dockerfiles.
	searchDepth = 6
	// searchWorkers read folders at the same time.
	searchWorkers = 8
)

// skippedFolder says whether a folder is one of those that hold other people's files or nothing of the project's own.
func skippedFolder(name string) bool {
	switch name {
	case ".git", ".hg", ".svn", "node_modules", "vendor", "__pycache__", ".venv", "venv", ".tox", ".idea", ".vscode", ".cache":
		return true
	}
	return false
}

// isDockerfile says whether a file's name is one that builders and people use for Dockerfiles. Ignore files,
// references and what editors leave behind are none.
func isDockerfile(name string) bool {
	low := strings.ToLower(name)
	for _, suffix := range []string{
		".dockerignore", ".containerignore", "~", ".bak", ".backup", ".old", ".orig", ".rej", ".tmp", ".swp", ".swo",
		".md", ".txt", ".yml", ".yaml", ".json",
	} {
		if strings.HasSuffix(low, suffix) {
			return false
		}
	}
	if strings.HasPrefix(low, "#") || strings.HasPrefix(low, ".#") || low == "dockerfile.reference" {
		return false
	}
	for _, base := range []string{"dockerfile", "containerfile"} {
		ext := "." + base
		if low == base || strings.HasPrefix(low, base+".") && len(low) > len(base)+1 ||
			strings.HasSuffix(low, ext) && len(low) > len(ext) {
			return true
		}
	}
	return false
}

// findDockerfiles returns the Dockerfiles in a folder and below, relative to it: "Dockerfile" first, then those of
// the root, then deeper ones, by name. Links to folders are not followed; links to files are, when a regular file
// is at their end.
func findDockerfiles(ctx context.Context, dir string) ([]string, error) {
	s := &search{root: dir}
	level := []string{"."}
	for depth := 0; depth <= searchDepth && len(level) > 0; depth++ {
		next, err := s.readLevel(ctx, level)
		if err != nil {
			return nil, err
		}
		level = next
	}
	slices.SortFunc(s.found, compareDockerfiles)
	return s.found, nil
}

func compareDockerfiles(a, b string) int {
	rank := func(p string) int {
		depth := strings.Count(p, string(filepath.Separator))
		if depth == 0 && p == "Dockerfile" {
			return -1
		}
		return depth
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
}

type search struct {
	root  string
	mu    sync.Mutex
	found []string
}

// readLevel reads all folders of one depth and returns those below them.
func (s *search) readLevel(ctx context.Context, folders []string) ([]string, error) {
	var next []string
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(searchWorkers)
	for _, folder := range folders {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			entries, err := os.ReadDir(filepath.Join(s.root, folder))
			if err != nil && len(entries) == 0 {
				return nil // a folder that can't be read has no Dockerfile we could build
			}
			found, below := s.pick(folder, entries)
			s.mu.Lock()
			defer s.mu.Unlock()
			s.found = append(s.found, found...)
			next = append(next, below...)
			return nil
		})
	}
	err := g.Wait()
	return next, err
}

// pick returns a folder's Dockerfiles and the folders below it that are worth a look.
func (s *search) pick(folder string, entries []fs.DirEntry) (found, below []string) {
	for _, e := range entries {
		rel := filepath.Join(folder, e.Name())
		switch {
		case e.IsDir():
			if !skippedFolder(e.Name()) {
				below = append(below, rel)
			}
		case isDockerfile(e.Name()) && s.isFile(rel, e):
			found = append(found, rel)
		}
	}
	return found, below
}

// isFile says whether an entry is a regular file, or a link to one inside the project.
func (s *search) isFile(rel string, e fs.DirEntry) bool {
	if e.Type().IsRegular() {
		return true
	}
	if e.Type()&fs.ModeSymlink == 0 {
		return false
	}
	info, err := os.Stat(filepath.Join(s.root, rel))
	return err == nil && info.Mode().IsRegular()
}
