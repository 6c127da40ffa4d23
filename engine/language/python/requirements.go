package python

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lightship/engine/project"
)

// requirements reads requirement files into a project, with the files that they name.
type requirements struct {
	project *Project
	files   *project.Files
	seen    map[string]bool
	// included are the files that are named, asked the distributions that are asked for, for development or not.
	included map[string]bool
	asked    map[bool]map[string]bool
}

func newRequirements(p *Project, files *project.Files) *requirements {
	s := &requirements{
		project: p, files: files, seen: map[string]bool{}, included: map[string]bool{}, asked: map[bool]map[string]bool{false: {}, true: {}},
	}
	for _, name := range slices.Concat(p.Includes, p.Requirements) {
		s.included[name] = true
	}
	for _, d := range p.Dependencies {
		s.asked[false][pyName(d.Name)] = true
	}
	for _, d := range p.DevDependencies {
		s.asked[true][pyName(d.Name)] = true
	}
	return s
}

// file reads one file; dev says that what it asks for is for development. project.Files that name each other in a circle are
// read once.
func (s *requirements) file(name string, dev bool) {
	if s.seen[name] {
		return
	}
	s.seen[name] = true
	text, ok := s.files.Read(name)
	if !ok {
		return
	}
	number, first := 0, 0
	var continued strings.Builder
	for line := range strings.Lines(string(text)) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if continued.Len() == 0 {
			first = number
		}
		if rest, more := strings.CutSuffix(line, "\\"); more {
			continued.WriteString(rest + " ")
			continue
		}
		s.line(name, first, strings.TrimSpace(withoutComment(continued.String()+line)), dev)
		continued.Reset()
	}
	if continued.Len() > 0 {
		s.line(name, first, strings.TrimSpace(withoutComment(continued.String())), dev)
	}
}

// withoutComment cuts a comment off: a # at the beginning or after a space, as pip has it.
func withoutComment(line string) string {
	if strings.HasPrefix(line, "#") {
		return ""
	}
	if i := strings.Index(line, " #"); i >= 0 {
		return line[:i]
	}
	if i := strings.Index(line, "\t#"); i >= 0 {
		return line[:i]
	}
	return line
}

// requirementOption finds an option of a requirement file and its value.
var requirementOption = regexp.MustCompile(`^(-[a-zA-Z]|--[a-z-]+)(?:\s*=\s*|\s+|)(.*)$`)

func (s *requirements) line(file string, number int, line string, dev bool) {
	if line == "" {
		return
	}
	if !strings.HasPrefix(line, "-") {
		s.requirement(file, number, line, dev)
		return
	}
	match := requirementOption.FindStringSubmatch(line)
	if match == nil {
		return
	}
	value, p := strings.TrimSpace(match[2]), s.project
	switch match[1] {
	case "-r", "--requirement", "-c", "--constraint":
		next := project.Below(path.Dir(file), value)
		if !s.included[next] {
			s.included[next] = true
			p.Includes = append(p.Includes, next)
		}
		if match[1] == "-r" || match[1] == "--requirement" {
			s.file(next, dev)
		}
	case "-e", "--editable":
		p.Editable = append(p.Editable, project.Evidence{File: file, Line: number, Says: "installs " + strconv.Quote(value) + " in place"})
	case "-i", "--index-url", "--extra-index-url", "-f", "--find-links":
		p.Index = append(p.Index, project.Evidence{File: file, Line: number, Says: "takes packages from " + project.WithoutSecret(value)})
	}
}

// requirementName finds name, extras and what follows in a requirement of PEP 508.
var requirementName = regexp.MustCompile(`^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*(.*)$`)

// requirement takes one requirement.
func (s *requirements) requirement(file string, number int, text string, dev bool) {
	p := s.project
	if rest, _, found := strings.Cut(text, "--hash="); found {
		p.Hashes = true
		text = strings.TrimSpace(rest)
	}
	text, _, _ = strings.Cut(text, ";")
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "/") || strings.HasPrefix(text, "file:") {
		p.Editable = append(p.Editable, project.Evidence{File: file, Line: number, Says: "installs from the path " + strconv.Quote(text)})
		return
	}
	if strings.Contains(text, "git+") || strings.HasPrefix(text, "hg+") || strings.HasPrefix(text, "svn+") {
		p.VCS = append(p.VCS, project.Evidence{File: file, Line: number, Says: "installs from " + project.WithoutSecret(text)})
	}
	match := requirementName.FindStringSubmatch(text)
	if match == nil || strings.Contains(match[1], "://") || strings.HasPrefix(match[3], "+") || strings.HasPrefix(match[3], ":") {
		return
	}
	d := project.Dependency{Name: match[1], Version: strings.TrimSpace(project.WithoutSecret(match[3]))}
	p.addExtras(d.Name, strings.Split(match[2], ",")...)
	list := &p.Dependencies
	if dev {
		list = &p.DevDependencies
	}
	if name := pyName(d.Name); !s.asked[dev][name] {
		s.asked[dev][name] = true
		*list = append(*list, d)
	}
}

var (
	// required finds what setup.py asks for, requiredLines what setup.cfg does.
	required      = regexp.MustCompile(`\binstall_requires\s*=\s*\[([^\]]*)\]`)
	requiredLines = regexp.MustCompile(`(?m)^install_requires\s*=[ \t]*(.*\n(?:[ \t]+\S.*\n?)*)`)
	quoted        = regexp.MustCompile(`["']([^"'\n]+)["']`)
)

// setup takes what setup.py and setup.cfg ask for, as far as it is written there.
func (s *requirements) setup() {
	if text, ok := s.files.Read("setup.py"); ok {
		for _, list := range required.FindAllSubmatch(text, -1) {
			for _, match := range quoted.FindAllSubmatch(list[1], -1) {
				s.requirement("setup.py", project.LineOf(text, string(match[1])), string(match[1]), false)
			}
		}
	}
	if text, ok := s.files.Read("setup.cfg"); ok {
		for _, match := range requiredLines.FindAllSubmatch(text, -1) {
			for line := range strings.Lines(string(match[1])) {
				if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "file:") {
					s.requirement("setup.cfg", project.LineOf(text, line), line, false)
				}
			}
		}
	}
}
