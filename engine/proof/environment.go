package proof

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/compose-spec/compose-go/v2/template"
	"go.yaml.in/yaml/v3"

	"lightship/engine/foreign"
	"lightship/engine/project"
	"lightship/engine/secret"
)

// dotEnv is the file in which projects keep the environment of a computer.
const dotEnv = ".env"

// mostEnv is how large a file with variables is at most, in bytes.
const mostEnv = 1 << 20

// Environment is what a project says that its program is started with: what its .env has, then what the compose service that
// starts the build gives, which wins. What can't be read is left out: the user may give it.
func Environment(p *project.Project, build string) []Variable {
	env := envFile(p.Root, dotEnv)
	values := map[string]string{}
	for _, v := range env {
		values[v.Name] = v.Value
	}
	for _, s := range p.Starts {
		if s.By == project.StartedByCompose && s.Build == build {
			env = Merge(env, composed(p.Root, s, composeServices(p.Root, s.At.File)[s.Name], values))
			break
		}
	}
	return env
}

// Merge is what a program is started with when more is given than env: the later of two values holds.
func Merge(env, more []Variable) []Variable {
	last := map[string]int{}
	for i, v := range more {
		last[v.Name] = i
	}
	var all []Variable
	for _, v := range env {
		if _, given := last[v.Name]; !given {
			all = append(all, v)
		}
	}
	for i, v := range more {
		if last[v.Name] == i {
			all = append(all, v)
		}
	}
	return all
}

// mostGiven is how many variables Given returns at most: people write dozens, and each is looked for in all that leaves.
const mostGiven = 1000

// Given are the values by name that the project's .env, the compose services that start its builds and their env files give: whoever
// masks secrets has to know them. Of two values of a name one is returned.
func Given(p *project.Project) map[string]string {
	env := envFile(p.Root, dotEnv)
	values := map[string]string{}
	for _, v := range env {
		values[v.Name] = v.Value
	}
	files := map[string]map[string]composeService{}
	for _, s := range p.Starts {
		if s.By != project.StartedByCompose || len(env) >= mostGiven {
			continue
		}
		if _, read := files[s.At.File]; !read {
			files[s.At.File] = composeServices(p.Root, s.At.File)
		}
		env = append(env, composed(p.Root, s, files[s.At.File][s.Name], values)...)
	}
	given := map[string]string{}
	for _, v := range env[:min(len(env), mostGiven)] {
		given[v.Name] = v.Value
	}
	return given
}

// envFile are the variables in a file of the project; none when it can't be read.
func envFile(root, name string) []Variable {
	text, err := readInside(root, name)
	if err != nil {
		return nil
	}
	return ParseEnv(string(text), name)
}

// ReadEnv reads the variables of a file that the user named; one of over a megabyte is refused.
func ReadEnv(path string) ([]Variable, error) {
	text, err := readInside(filepath.Dir(path), filepath.Base(path))
	if err != nil {
		return nil, fmt.Errorf("read the variables of %s: %w", path, err)
	}
	return ParseEnv(string(text), path), nil
}

// readInside reads a small file that stands in root.
func readInside(root, name string) ([]byte, error) {
	inside, err := os.OpenRoot(root)
	if err != nil {
		return nil, err
	}
	defer inside.Close()
	info, err := inside.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > mostEnv {
		return nil, fmt.Errorf("%s is no file of variables", name)
	}
	return inside.ReadFile(name)
}

// ParseEnv are the variables of a text with a NAME=value on each line, as env files have them. from says where it stands.
func ParseEnv(text, from string) []Variable {
	var env []Variable
	for line := range strings.Lines(text) {
		line = strings.TrimPrefix(strings.TrimSpace(line), "export ")
		name, value, found := strings.Cut(line, "=")
		if name = strings.TrimSpace(name); !found || name == "" || strings.HasPrefix(name, "#") {
			continue
		}
		env = append(env, NewVariable(name, unquoted(strings.TrimSpace(value)), from))
	}
	return env
}

// unquoted is a value without its quotes, or without the comment behind it.
func unquoted(value string) string {
	for _, quote := range []string{`"`, `'`} {
		if rest, begins := strings.CutPrefix(value, quote); begins {
			if i := strings.Index(rest, quote); i >= 0 {
				return rest[:i]
			}
		}
	}
	value, _, _ = strings.Cut(value, " #")
	return strings.TrimSpace(value)
}

// NewVariable is a variable; whether it is secret is told from its name and its value.
func NewVariable(name, value, from string) Variable {
	return Variable{Name: name, Value: value, From: from, Secret: secret.MayBeName(name) || len(secret.In(value)) > 0}
}

// composeService is what a service of a compose file gives its program.
type composeService struct {
	Environment yaml.Node `yaml:"environment"`
	EnvFile     yaml.Node `yaml:"env_file"`
}

// composeServices are the services of a compose file by name; none when it can't be read.
func composeServices(root, name string) map[string]composeService {
	text, err := readInside(root, name)
	if err != nil || foreign.YAML(text) != nil || foreign.Variables(string(text)) != nil {
		return nil
	}
	var file struct {
		Services map[string]composeService `yaml:"services"`
	}
	if yaml.Unmarshal(text, &file) != nil {
		return nil
	}
	return file.Services
}

// composed is the environment that a compose service gives, with the variables in it replaced.
func composed(root string, s project.Start, service composeService, values map[string]string) []Variable {
	var env []Variable
	for _, name := range words(service.EnvFile) {
		env = Merge(env, envFile(root, filepath.Join(filepath.Dir(s.At.File), name)))
	}
	var given []Variable
	for _, pair := range pairs(service.Environment) {
		value, err := template.Substitute(pair[1], func(name string) (string, bool) { v, known := values[name]; return v, known })
		if err == nil {
			given = append(given, NewVariable(pair[0], value, s.At.File))
		}
	}
	return Merge(env, given)
}

// words are the values of a YAML node: of a list, of the paths in a list of mappings, or the one there is.
func words(n yaml.Node) []string {
	if n.Kind == yaml.ScalarNode {
		return []string{n.Value}
	}
	var all []string
	for _, item := range n.Content {
		var at struct {
			Path string `yaml:"path"`
		}
		switch {
		case item.Kind == yaml.ScalarNode:
			all = append(all, item.Value)
		case item.Decode(&at) == nil && at.Path != "":
			all = append(all, at.Path)
		}
	}
	return all
}

// pairs are the names and values of a YAML node: a mapping, or a list of NAME=value. A name without a value is left out.
func pairs(n yaml.Node) [][2]string {
	var all [][2]string
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i+1].Tag != "!!null" {
				all = append(all, [2]string{n.Content[i].Value, n.Content[i+1].Value})
			}
		}
		return all
	}
	for _, word := range words(n) {
		if name, value, found := strings.Cut(word, "="); found {
			all = append(all, [2]string{name, value})
		}
	}
	return all
}
