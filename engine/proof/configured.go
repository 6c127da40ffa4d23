package proof

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"time"

	"github.com/pelletier/go-toml/v2"

	"lightship/engine/foreign"
	"lightship/engine/project"
)

// ConfigFile is the file in a project's folder that says how both of its images are started and what they are asked.
const ConfigFile = "lightship.toml"

// ErrConfig is of a ConfigFile that can't be used as it is.
var ErrConfig = errors.New("this file is not what " + ConfigFile + " may be")

// configured is the form of ConfigFile.
type configured struct {
	Prove struct {
		Probes   []string          `toml:"probes"`
		Command  []string          `toml:"command"`
		Env      map[string]string `toml:"env"`
		EnvFiles []string          `toml:"env_files"`
		Without  []string          `toml:"without"`
		Stdin    string            `toml:"stdin"`
		Watch    string            `toml:"watch"`
		Ready    string            `toml:"ready"`
	} `toml:"prove"`
}

// Configured are the settings in the ConfigFile of a project's folder; the zero value where there is none. It fails with ErrConfig, and says
// in which line.
func Configured(root string) (Settings, error) {
	files := project.NewFiles(root)
	text, err := files.Text(ConfigFile, mostEnv)
	if errors.Is(err, fs.ErrNotExist) {
		return Settings{}, nil
	}
	if err != nil {
		return Settings{}, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	var c configured
	if err := decode(text, &c); err != nil {
		return Settings{}, err
	}
	s, err := c.settings(files)
	if err != nil {
		return Settings{}, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	return s, nil
}

// decode reads a text of the form of ConfigFile.
func decode(text []byte, into *configured) error {
	if err := foreign.TOML(text); err != nil {
		return fmt.Errorf("%w: %w", ErrConfig, err)
	}
	err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(into)
	var unknown *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case errors.As(err, &unknown):
		line, _ := unknown.Errors[0].Position()
		return fmt.Errorf("%w: line %d: there is no %s", ErrConfig, line, join(unknown.Errors[0].Key()))
	case errors.As(err, &wrong):
		line, _ := wrong.Position()
		return fmt.Errorf("%w: line %d: %w", ErrConfig, line, err)
	case err != nil:
		return fmt.Errorf("%w: %w", ErrConfig, err)
	}
	return nil
}

func join(key toml.Key) string {
	text := ""
	for i, part := range key {
		if i > 0 {
			text += "."
		}
		text += part
	}
	return text
}

// settings are what a file says; other files that it names are read from files.
func (c *configured) settings(files *project.Files) (Settings, error) {
	p := c.Prove
	s := Settings{Args: p.Command, Without: p.Without}
	for _, text := range p.Probes {
		probe, err := ParseProbe(text)
		if err != nil {
			return s, err
		}
		s.Probes = append(s.Probes, probe)
	}
	for _, name := range p.EnvFiles {
		text, err := files.Text(name, mostEnv)
		if err != nil {
			return s, fmt.Errorf("env_files: read %s: %w", name, err)
		}
		s.Env = Merge(s.Env, ParseEnv(string(text), name))
	}
	for _, name := range slices.Sorted(maps.Keys(p.Env)) {
		s.Env = Merge(s.Env, []Variable{NewVariable(name, p.Env[name], ConfigFile)})
	}
	if p.Stdin != "" {
		text, err := files.Text(p.Stdin, mostEnv)
		if err != nil {
			return s, fmt.Errorf("stdin: read %s: %w", p.Stdin, err)
		}
		s.Stdin = text
	}
	for _, t := range []struct {
		name, value string
		into        *time.Duration
	}{{"watch", p.Watch, &s.Times.Watch}, {"ready", p.Ready, &s.Times.Ready}} {
		if t.value == "" {
			continue
		}
		d, err := time.ParseDuration(t.value)
		if err != nil || d <= 0 || d > Longest {
			return s, fmt.Errorf("%s: %q is no time up to %s; write one such as \"20s\"", t.name, t.value, Longest)
		}
		*t.into = d
	}
	return s, nil
}

// Longest is how long each image may be watched, or waited for, at most.
const Longest = 10 * time.Minute

// Over are the settings that a user gave over those of a project: what was given holds, lists are put together.
func (s Settings) Over(below Settings) Settings {
	s.Env = Merge(below.Env, s.Env)
	s.Probes = slices.Concat(s.Probes, below.Probes)
	s.Without = slices.Concat(s.Without, below.Without)
	if s.Stdin == nil {
		s.Stdin = below.Stdin
	}
	if s.Args == nil {
		s.Args = below.Args
	}
	if s.Times.Watch == 0 {
		s.Times.Watch = below.Times.Watch
	}
	if s.Times.Ready == 0 {
		s.Times.Ready = below.Times.Ready
	}
	return s
}
