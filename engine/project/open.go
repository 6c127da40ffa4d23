package project

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// ErrNoDockerfile is returned when a folder has no Dockerfile, nor any folder in it that is looked at.
var ErrNoDockerfile = errors.New("no Dockerfile found (looked for Dockerfile, Dockerfile.*, *.Dockerfile and Containerfile)")

// ErrNotThere is returned when a path can't be opened: nothing is there, or it may not be read.
var ErrNotThere = errors.New("can't be opened")

// Find finds the Dockerfiles of the project at path, a folder or one of its Dockerfiles, and how they are built; it reads
// no sources. It returns the project with the chosen Dockerfile's path relative to Root. A Dockerfile's folder is the
// project's. It fails with ErrNotThere or ErrNoDockerfile.
func Find(ctx context.Context, path string) (*Project, string, error) {
	dir, chosen, err := locate(path)
	if err != nil {
		return nil, "", err
	}
	all, err := find(ctx, dir)
	if err != nil {
		return nil, "", err
	}
	p := &Project{Root: dir, Dir: dir, Name: filepath.Base(dir), Dockerfiles: all.dockerfiles}
	if chosen != "" && !slices.Contains(p.Dockerfiles, chosen) {
		p.Dockerfiles = append([]string{chosen}, p.Dockerfiles...)
	}
	r := NewFiles(dir)
	declared, err := readBuilds(ctx, r, p.Dockerfiles, all.declaring, all.manifests)
	if err != nil {
		return nil, "", err
	}
	p.Starts = matchStarts(p.Name, p.Dockerfiles, declared.builds, declared.starts)
	p.Builds = slices.DeleteFunc(declared.builds, func(b Build) bool { return b.By == skaffold })
	p.found = sorted(r.unread)
	p.Unread = p.found
	if chosen == "" {
		if chosen, err = p.first(); err != nil {
			return nil, "", err
		}
	}
	return p, chosen, nil
}

// first returns the Dockerfile to begin with: the first one found, or else the first that is declared and there.
func (p *Project) first() (string, error) {
	for _, b := range p.Builds {
		if b.Dockerfile != "" && b.Problem == "" {
			return b.Dockerfile, nil
		}
	}
	return "", fmt.Errorf("%s: %w", p.Root, ErrNoDockerfile)
}

// locate returns the folder that a path means and, when it is a file, that file's name.
func locate(path string) (dir, file string, err error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", "", fmt.Errorf("%s %w: %w", path, ErrNotThere, err)
	}
	info, err := os.Stat(abs)
	if err != nil {
		return "", "", fmt.Errorf("%s %w: %w", abs, ErrNotThere, Reason(err))
	}
	if info.Mode().IsRegular() {
		dir, file = filepath.Dir(abs), filepath.Base(abs)
	} else if info.IsDir() {
		dir = abs
	} else {
		return "", "", fmt.Errorf("%s %w: it is neither a folder nor a file", abs, ErrNotThere)
	}
	if _, err := os.ReadDir(dir); err != nil {
		return "", "", fmt.Errorf("%s %w: %w", dir, ErrNotThere, Reason(err))
	}
	return dir, file, nil
}

// Reason drops the operation and the path from a file system's error: the message says the path already.
func Reason(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}
