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

// found is what a search brings, all relative to the folder that was searched.
type found struct {
	// dockerfiles are in order: "Dockerfile" first, then those of the root, then deeper ones, by name.
	dockerfiles []string
	// declaring are compose and bake files, in no order.
	declaring []string
	// manifests are other YAML files, among which Kubernetes manifests may be, in no order.
	manifests []string
}

// find returns the Dockerfiles in a folder and below, and the files that declare builds of them. Links to folders are not
// followed, so that a loop does no harm; links to files are, when a regular file is at their end.
func find(ctx context.Context, dir string) (found, error) {
	s := &search{root: dir}
	level := []string{"."}
	for depth := 0; depth <= searchDepth && len(level) > 0; depth++ {
		next, err := s.readLevel(ctx, level)
		if err != nil {
			return found{}, err
		}
		level = next
	}
	slices.SortFunc(s.found.dockerfiles, compareDockerfiles)
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
	found found
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
			here, below := s.pick(folder, entries)
			s.mu.Lock()
			defer s.mu.Unlock()
			s.found.dockerfiles = append(s.found.dockerfiles, here.dockerfiles...)
			s.found.declaring = append(s.found.declaring, here.declaring...)
			s.found.manifests = append(s.found.manifests, here.manifests...)
			next = append(next, below...)
			return nil
		})
	}
	err := g.Wait()
	return next, err
}

// pick returns what is in a folder, and the folders below it that are worth a look.
func (s *search) pick(folder string, entries []fs.DirEntry) (here found, below []string) {
	for _, e := range entries {
		rel := filepath.Join(folder, e.Name())
		switch {
		case e.IsDir():
			if !skippedFolder(e.Name()) {
				below = append(below, rel)
			}
		case isDockerfile(e.Name()) && s.isFile(rel, e):
			here.dockerfiles = append(here.dockerfiles, rel)
		case (composeName.MatchString(e.Name()) || bakeName.MatchString(e.Name())) && s.isFile(rel, e):
			here.declaring = append(here.declaring, filepath.ToSlash(rel))
		case isManifest(e.Name()) && e.Type().IsRegular() && e.Name() != ".gitlab-ci.yml":
			here.manifests = append(here.manifests, filepath.ToSlash(rel))
		}
	}
	return here, below
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
