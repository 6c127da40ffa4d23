// Package trial runs lightshipctl on a list of projects and says of each, in a table, what came of it: the image before and
// after, the verdict of starting both, and why not where there is no lighter image that works.
package trial

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/pelletier/go-toml/v2"
)

// List are the projects of a trial.
type List struct {
	Projects []Project `toml:"project"`
}

// Project is one folder that is tried, and what it is given.
type Project struct {
	// Folder is where it is, as seen from the list's own folder.
	Folder string `toml:"folder"`
	// Name is what the table calls it; empty is the folder's.
	Name     string `toml:"name"`
	Language string `toml:"language"`
	// Dockerfile and Context are paths in the folder; empty leaves the choice to lightshipctl.
	Dockerfile string `toml:"dockerfile"`
	Context    string `toml:"context"`
	// BuildArgs and Env are each NAME=VALUE, Probes and Without as lightshipctl takes them.
	BuildArgs []string `toml:"build_args"`
	Env       []string `toml:"env"`
	Probes    []string `toml:"probes"`
	Without   []string `toml:"without"`
}

// ReadList reads a list, a TOML text with a [[project]] each. dir is the folder that the list stands in.
func ReadList(text []byte, dir string) (List, error) {
	var l List
	if err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&l); err != nil {
		var strict *toml.StrictMissingError
		if errors.As(err, &strict) {
			return l, fmt.Errorf("read the list of projects: unknown fields:\n%s", strict.String())
		}
		return l, fmt.Errorf("read the list of projects: %w", err)
	}
	if len(l.Projects) == 0 {
		return l, errors.New(`read the list of projects: there is none; write [[project]] and folder = "FOLDER" for each`)
	}
	for i := range l.Projects {
		p := &l.Projects[i]
		if p.Folder == "" {
			return l, fmt.Errorf("read the list of projects: the %d. has no folder", i+1)
		}
		if p.Name == "" {
			p.Name = filepath.Base(p.Folder)
		}
		if !filepath.IsAbs(p.Folder) {
			p.Folder = filepath.Join(dir, p.Folder)
		}
	}
	return l, nil
}

// arguments are those that lightshipctl's commands take for the project.
func (p Project) arguments() []string {
	args := []string{p.Folder}
	if p.Dockerfile != "" {
		args = append(args, "--dockerfile", p.Dockerfile)
	}
	if p.Context != "" {
		args = append(args, "--context", p.Context)
	}
	return append(args, each("--build-arg", p.BuildArgs)...)
}

// starting are the arguments of the commands that start both images.
func (p Project) starting() []string {
	args := each("--env", p.Env)
	args = append(args, each("--probe", p.Probes)...)
	return append(args, each("--without", p.Without)...)
}

func each(flag string, values []string) []string {
	var args []string
	for _, v := range values {
		args = append(args, flag, v)
	}
	return args
}
