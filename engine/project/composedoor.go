package project

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"
	"go.yaml.in/yaml/v3"

	"lightship/engine/foreign"
)

// maxIncluded is how many files a compose file may lead to.
const maxIncluded = 100

// composeDoor looks at the files that compose files name before the library, which reads whatever has that name, sees them:
// those that it includes or extends, and the environments of what it includes.
type composeDoor struct {
	root string
	env  types.Mapping
	seen map[string]bool
}

// composeLinks are the files that a compose file names.
type composeLinks struct {
	Include  []yaml.Node `yaml:"include"`
	Services map[string]struct {
		Extends yaml.Node `yaml:"extends"`
	} `yaml:"services"`
}

// checkComposeText says why a compose file is not parsed.
func checkComposeText(text []byte) error {
	if err := foreign.Variables(string(text)); err != nil {
		return err
	}
	return foreign.YAML(text)
}

// check says why what a compose file in a folder leads to is not read.
func (d *composeDoor) check(dir string, text []byte) error {
	if err := checkComposeText(text); err != nil {
		return err
	}
	var links composeLinks
	if decodeYAML(text, &links) != nil {
		return nil // the library says what is wrong
	}
	for i := range links.Include {
		if err := d.include(dir, &links.Include[i]); err != nil {
			return err
		}
	}
	for _, service := range links.Services {
		var extends struct {
			File string `yaml:"file"`
		}
		if service.Extends.Kind == yaml.MappingNode && service.Extends.Decode(&extends) == nil && extends.File != "" {
			if err := d.file(dir, extends.File, true); err != nil {
				return err
			}
		}
	}
	return nil
}

// include looks at one entry of include.
func (d *composeDoor) include(dir string, n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		return d.file(dir, n.Value, true)
	}
	var entry struct {
		Path    yaml.Node `yaml:"path"`
		Env     yaml.Node `yaml:"env_file"`
		Project string    `yaml:"project_directory"`
	}
	if n.Decode(&entry) != nil {
		return nil
	}
	// The paths count from the file's folder; those of what is included may count from another.
	folders := []string{dir}
	if entry.Project != "" {
		folders = append(folders, d.at(dir, entry.Project))
	}
	for _, folder := range folders {
		for _, name := range scalars(&entry.Path) {
			if err := d.file(folder, name, true); err != nil {
				return err
			}
		}
		for _, name := range append(scalars(&entry.Env), ".env") {
			if err := d.file(folder, name, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// scalars are the texts of a node: its own, or those of its list.
func scalars(n *yaml.Node) []string {
	if n.Kind == yaml.ScalarNode {
		return []string{n.Value}
	}
	var out []string
	for _, item := range n.Content {
		if item.Kind == yaml.ScalarNode {
			out = append(out, item.Value)
		}
	}
	return out
}

// at is where a name counts from, its variables replaced.
func (d *composeDoor) at(dir, name string) string {
	var later required
	if plain, err := later.substitute(name, d.env.Resolve); err == nil && later == nil {
		name = plain
	}
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(dir, name)
}

// file looks at a file that is named; one that is not there is the library's to complain of. compose says that it is a compose
// file, which may name others.
func (d *composeDoor) file(dir, name string, compose bool) error {
	if strings.Contains(name, "://") || name == os.DevNull {
		return nil
	}
	path := d.at(dir, name)
	if _, err := os.Stat(path); err != nil || d.seen[path] {
		return nil
	}
	if d.seen[path] = true; len(d.seen) > maxIncluded {
		return fmt.Errorf("it leads to more than %d files", maxIncluded)
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return fmt.Errorf("%s: %w", name, Reason(err))
	}
	if rel, err := filepath.Rel(d.root, real); err != nil || rel == ".." || strings.HasPrefix(rel, "../") {
		return fmt.Errorf("%s is not read, because it is outside of the folder", name)
	}
	text, err := foreign.ReadFile(real, maxDeclaration)
	if err != nil {
		return fmt.Errorf("%s is not read: %w", name, err)
	}
	if !compose {
		return nil
	}
	below := filepath.Dir(path)
	if err := d.file(below, ".env", false); err != nil {
		return err
	}
	return d.check(below, text)
}
