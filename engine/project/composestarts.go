package project

import (
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"
	"go.yaml.in/yaml/v3"
)

// composePlaces are where the keys of compose services stand, by service and key; the key "" is the service itself.
type composePlaces map[string]map[string]composePlace

// composePlace is where a key stands, and the variable that its value names the program by and that has no value here.
type composePlace struct {
	file  string
	line  int
	unset string
}

// read notes the keys of a file's services. A later file's win, but for build, whose first place is shown.
func (p composePlaces) read(file string, text []byte, env types.Mapping) {
	var doc struct {
		Services yaml.Node `yaml:"services"`
	}
	if decodeYAML(text, &doc) != nil || doc.Services.Kind != yaml.MappingNode {
		return
	}
	list := doc.Services.Content
	for i := 0; i+1 < len(list); i += 2 {
		name := list[i].Value
		if p[name] == nil {
			p[name] = map[string]composePlace{"": {file: file, line: list[i].Line}}
		}
		service := list[i+1]
		for j := 0; service.Kind == yaml.MappingNode && j+1 < len(service.Content); j += 2 {
			key := service.Content[j].Value
			if _, known := p[name][key]; !known || key != "build" {
				p[name][key] = composePlace{file: file, line: service.Content[j].Line, unset: unsetProgram(service.Content[j+1], env)}
			}
		}
	}
}

var (
	// variable finds a variable of a compose file; the second group is the operator of one that says what holds without a value.
	variable = regexp.MustCompile(`\$(?:\$|\{?([A-Za-z_][A-Za-z0-9_]*)(:?[-?+])?)`)
	// program finds the first word of a command line and those behind what joins commands.
	program = regexp.MustCompile(`(?:^|[;&|(]|\bexec|\bthen|\bdo)\s*(?:"|')?([^\s"';&|()]+)`)
)

// unsetProgram is a variable that has no value here and that a value of a compose file names a program by: a word of a list, or
// a command line. A variable in an argument only matters to the program.
func unsetProgram(n *yaml.Node, env types.Mapping) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return unsetProgram(member(n, "test"), env)
	case n.Kind == yaml.SequenceNode:
		for i, word := range n.Content {
			if i > 0 && !takesProgram(n.Content[i-1].Value) {
				continue
			}
			if name := unsetProgram(word, env); name != "" {
				return name
			}
		}
		return ""
	}
	for _, word := range program.FindAllStringSubmatch(n.Value, -1) {
		for _, m := range variable.FindAllStringSubmatch(word[1], -1) {
			if _, set := env[m[1]]; m[1] != "" && m[2] == "" && !set {
				return m[1]
			}
		}
	}
	return ""
}

// takesProgram says whether a program or a command line stands behind a word: an option of a shell, or a word of a health check.
func takesProgram(word string) bool {
	return word == "CMD" || word == "CMD-SHELL" || strings.HasPrefix(word, "-") && strings.HasSuffix(word, "c")
}

// at is where a key of a service stands: the service itself where the key came from another file.
func (p composePlaces) at(service, key string) composePlace {
	if place, found := p[service][key]; found {
		return place
	}
	return p[service][""]
}

// composeStart is how a service starts its image.
func (d *declarations) composeStart(s types.ServiceConfig, places composePlaces) Start {
	at := places.at(s.Name, "")
	out := Start{
		By: StartedByCompose, Name: s.Name, Image: s.Image, User: s.User, WorkingDir: s.WorkingDir, Profiles: s.Profiles,
		At: Evidence{File: at.file, Line: at.line, Says: "starts the service " + s.Name},
	}
	out.Entrypoint = composeWords(s.Entrypoint, places.at(s.Name, "entrypoint"))
	out.Command = composeWords(s.Command, places.at(s.Name, "command"))
	if check, ok := composeCheck(s.HealthCheck, places.at(s.Name, "healthcheck")); ok {
		out.Checks = append(out.Checks, check)
	}
	for _, v := range s.Volumes {
		volume := Volume{Target: v.Target}
		if v.Type == types.VolumeTypeBind {
			volume.Bind = d.relativeTo(v.Source)
		}
		out.Volumes = append(out.Volumes, volume)
	}
	for _, port := range s.Ports {
		out.Ports = append(out.Ports, int(port.Target))
	}
	for _, port := range s.Expose {
		if n, err := strconv.Atoi(strings.TrimSuffix(port, "/tcp")); err == nil {
			out.Ports = append(out.Ports, n)
		}
	}
	slices.Sort(out.Ports)
	out.Ports = slices.Compact(out.Ports)
	out.Environment = d.composeVariables(s)
	out.Rights = composeRights(s)
	return out
}

// setInFile finds the name of a variable that a line of an env_file sets.
var setInFile = regexp.MustCompile(`(?m)^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=`)

// composeVariables are the names of the variables that a service sets, itself or by an env_file of the project; sorted.
func (d *declarations) composeVariables(s types.ServiceConfig) []string {
	out := SortedKeys(s.Environment)
	for _, file := range s.EnvFiles {
		text, _ := d.files.Read(d.relativeTo(file.Path))
		for _, match := range setInFile.FindAllSubmatch(text, -1) {
			out = append(out, string(match[1]))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// composeRights are the rights and devices that a service gives its container.
func composeRights(s types.ServiceConfig) []string {
	var out []string
	if s.Privileged {
		out = append(out, "privileged")
	}
	out = append(out, s.CapAdd...)
	for _, device := range s.Devices {
		out = append(out, device.Source)
	}
	return out
}

// relativeTo is a folder of this computer relative to the project's where it is below it.
func (d *declarations) relativeTo(source string) string {
	rel, err := filepath.Rel(d.files.dir, source)
	if err != nil || strings.HasPrefix(rel, "..") {
		return filepath.ToSlash(source)
	}
	return filepath.ToSlash(rel)
}

// composeWords are the words of a command or an entrypoint; nil where the image's own stays. An empty list takes the image's away.
func composeWords(words types.ShellCommand, at composePlace) *Words {
	switch {
	case at.unset != "":
		return &Words{File: at.file, Line: at.line, Unclear: "the variable " + at.unset + " has no value here"}
	case words == nil:
		return nil
	}
	return &Words{Argv: append([]string{}, words...), File: at.file, Line: at.line}
}

// composeCheck is a service's health check; ok is false when it has none of its own.
func composeCheck(h *types.HealthCheckConfig, at composePlace) (check Check, ok bool) {
	if h == nil || h.Disable || len(h.Test) == 0 || h.Test[0] == "NONE" {
		return Check{}, false
	}
	check = Check{Kind: "health check", File: at.file, Line: at.line}
	switch {
	case at.unset != "":
		check.Unclear = "the variable " + at.unset + " has no value here"
	case h.Test[0] == "CMD-SHELL":
		check.Argv, check.Shell = []string{strings.Join(h.Test[1:], " ")}, true
	case h.Test[0] == "CMD":
		check.Argv = append([]string{}, h.Test[1:]...)
	default:
		check.Argv, check.Shell = []string{strings.Join(h.Test, " ")}, true
	}
	return check, len(check.Argv) > 0 || check.Unclear != ""
}
