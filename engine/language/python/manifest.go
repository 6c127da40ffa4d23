package python

import (
	"cmp"
	"context"
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/language/scan"
	"lightship/engine/project"
)

// pyProject is the part of pyproject.toml that is read.
type pyProject struct {
	BuildSystem struct {
		Backend string `toml:"build-backend"`
	} `toml:"build-system"`
	Project struct {
		Name           string            `toml:"name"`
		Version        string            `toml:"version"`
		RequiresPython string            `toml:"requires-python"`
		Dependencies   []string          `toml:"dependencies"`
		Scripts        map[string]string `toml:"scripts"`
	} `toml:"project"`
	Groups map[string][]any `toml:"dependency-groups"`
	Tool   struct {
		Poetry *struct {
			Name            string         `toml:"name"`
			Version         string         `toml:"version"`
			PackageMode     *bool          `toml:"package-mode"`
			Dependencies    map[string]any `toml:"dependencies"`
			DevDependencies map[string]any `toml:"dev-dependencies"`
			Scripts         map[string]any `toml:"scripts"`
			Group           map[string]struct {
				Dependencies map[string]any `toml:"dependencies"`
			} `toml:"group"`
		} `toml:"poetry"`
		UV    map[string]any `toml:"uv"`
		PDM   map[string]any `toml:"pdm"`
		Hatch map[string]any `toml:"hatch"`
		Setup map[string]any `toml:"setuptools"`
		Flit  map[string]any `toml:"flit"`
	} `toml:"tool"`
}

// readPython reads requirement files and pyproject.toml; nil when there is neither, nor another sign of Python.
func readPython(ctx context.Context, r *project.Files) (*Project, error) {
	p := &Project{
		Requirements: requirementFiles(r), PyProject: r.Named("pyproject.toml"), SetupPy: r.Has("setup.py") || r.Has("setup.cfg"),
	}
	pipfile := r.Has("Pipfile")
	otherSign := pipfile || bareProgram(r)
	if !p.declared() && !otherSign {
		return nil, nil
	}
	s := newRequirements(p, r)
	for _, name := range p.Requirements {
		s.file(name, isDevRequirements(name))
	}
	if p.PyProject {
		p.PyProject = p.readPyProject(r, s)
	}
	if !p.declared() && !otherSign {
		return nil, nil
	}
	if pipfile {
		p.readPipfile(r)
	}
	s.setup()
	p.readLock(r)
	p.PythonVersion = pythonVersion(r)
	p.readFrameworks(r)
	if err := p.readSources(ctx, r); err != nil {
		return nil, err
	}
	if err := p.readLogSettings(ctx, r); err != nil {
		return nil, err
	}
	p.readNative(r)
	return p, nil
}

// declared says whether the project has a manifest that names what it needs.
func (p *Project) declared() bool { return len(p.Requirements) > 0 || p.PyProject || p.SetupPy }

// otherManifests are files of which a project of another language has one.
var otherManifests = []string{
	"package.json", "go.mod", "Cargo.toml", "pom.xml", "build.gradle", "build.gradle.kts", "CMakeLists.txt", "Makefile", "Gemfile", "composer.json",
}

// bareProgram says whether the project is Python without a manifest: sources at its root, and nothing of another language. What it needs
// is installed by name, where it is built.
func bareProgram(r *project.Files) bool {
	if r.First(otherManifests...) != "" {
		return false
	}
	return slices.ContainsFunc(r.Names("."), func(name string) bool { return path.Ext(name) == ".py" })
}

// requirementFiles are those at the root, "requirements.txt" first, or those in the folder "requirements" where there are none.
func requirementFiles(r *project.Files) []string {
	var out []string
	for _, e := range r.List(".") {
		name := e.Name()
		if (strings.HasPrefix(name, "requirements") || strings.HasSuffix(name, "-requirements.txt")) &&
			strings.HasSuffix(name, ".txt") && r.Has(name) {
			out = append(out, name)
		}
	}
	for _, e := range r.List("requirements") {
		if len(out) > 0 && path.Dir(out[0]) == "." {
			break
		}
		if name := "requirements/" + e.Name(); strings.HasSuffix(name, ".txt") && r.Has(name) {
			out = append(out, name)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int {
		return cmp.Compare(boolToInt(a != "requirements.txt"), boolToInt(b != "requirements.txt"))
	})
	return out
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// isDevRequirements says whether a requirement file is for development, by a word of its name.
func isDevRequirements(name string) bool {
	words := strings.FieldsFunc(strings.ToLower(name), func(c rune) bool { return c < 'a' || c > 'z' })
	return slices.ContainsFunc(words, func(word string) bool {
		return slices.Contains([]string{"dev", "devel", "development", "test", "tests", "testing", "lint", "doc", "docs", "ci", "build"}, word)
	})
}

// readPyProject reads pyproject.toml, and says whether that went well.
func (p *Project) readPyProject(r *project.Files, s *requirements) bool {
	var doc pyProject
	text, ok := r.TOML("pyproject.toml", &doc)
	if !ok {
		return false
	}
	p.Name, p.Version, p.Wanted = doc.Project.Name, doc.Project.Version, doc.Project.RequiresPython
	p.BuildBackend, p.Scripts = doc.BuildSystem.Backend, doc.Project.Scripts
	p.Tool = pyTool(&doc)
	for _, d := range doc.Project.Dependencies {
		s.requirement("pyproject.toml", project.LineOf(text, d), d, false)
	}
	for _, group := range project.SortedKeys(doc.Groups) {
		for _, d := range doc.Groups[group] {
			if text, isText := d.(string); isText {
				s.requirement("pyproject.toml", 0, text, true)
			}
		}
	}
	if doc.Tool.Poetry != nil {
		p.readPoetry(&doc)
	}
	return true
}

func pyTool(doc *pyProject) string {
	switch {
	case doc.Tool.Poetry != nil || strings.HasPrefix(doc.BuildSystem.Backend, "poetry."):
		return "poetry"
	case doc.Tool.UV != nil || strings.HasPrefix(doc.BuildSystem.Backend, "uv_build"):
		return "uv"
	case doc.Tool.PDM != nil || strings.HasPrefix(doc.BuildSystem.Backend, "pdm."):
		return "pdm"
	case doc.Tool.Hatch != nil || strings.HasPrefix(doc.BuildSystem.Backend, "hatchling"):
		return "hatch"
	case doc.Tool.Flit != nil || strings.HasPrefix(doc.BuildSystem.Backend, "flit"):
		return "flit"
	case doc.Tool.Setup != nil || strings.HasPrefix(doc.BuildSystem.Backend, "setuptools"):
		return "setuptools"
	}
	return ""
}

// readPoetry takes what stands in Poetry's own tables.
func (p *Project) readPoetry(doc *pyProject) {
	poetry := doc.Tool.Poetry
	p.Name, p.Version = cmp.Or(p.Name, poetry.Name), cmp.Or(p.Version, poetry.Version)
	if poetry.PackageMode != nil && !*poetry.PackageMode {
		p.BuildBackend = ""
	}
	if python, isText := poetry.Dependencies["python"].(string); isText {
		p.Wanted = cmp.Or(p.Wanted, python)
	}
	p.Dependencies = append(p.Dependencies, p.table(poetry.Dependencies)...)
	p.DevDependencies = append(p.DevDependencies, p.table(poetry.DevDependencies)...)
	for _, group := range project.SortedKeys(poetry.Group) {
		list := p.table(poetry.Group[group].Dependencies)
		if group == "main" {
			p.Dependencies = append(p.Dependencies, list...)
		} else {
			p.DevDependencies = append(p.DevDependencies, list...)
		}
	}
	for name, script := range poetry.Scripts {
		if text, isText := script.(string); isText {
			if p.Scripts == nil {
				p.Scripts = map[string]string{}
			}
			p.Scripts[name] = text
		}
	}
}

// table are the dependencies of a table of Poetry's or Pipenv's.
func (p *Project) table(m map[string]any) []project.Dependency {
	var out []project.Dependency
	for _, name := range project.SortedKeys(m) {
		if name == "python" {
			continue
		}
		version := ""
		switch v := m[name].(type) {
		case string:
			version = v
		case map[string]any:
			version, _ = v["version"].(string)
			extras, _ := v["extras"].([]any)
			for _, e := range extras {
				extra, _ := e.(string)
				p.addExtras(name, extra)
			}
		}
		out = append(out, project.Dependency{Name: name, Version: version})
	}
	return out
}

func (p *Project) readPipfile(r *project.Files) {
	var doc struct {
		Packages map[string]any    `toml:"packages"`
		Dev      map[string]any    `toml:"dev-packages"`
		Requires map[string]string `toml:"requires"`
	}
	if _, ok := r.TOML("Pipfile", &doc); !ok {
		return
	}
	p.Dependencies = append(p.Dependencies, p.table(doc.Packages)...)
	p.DevDependencies = append(p.DevDependencies, p.table(doc.Dev)...)
	p.Wanted = cmp.Or(p.Wanted, doc.Requires["python_full_version"], doc.Requires["python_version"])
}

// readLock finds the lock file. One that a tool writes wins over pinned requirements.
func (p *Project) readLock(r *project.Files) {
	for _, lock := range []struct {
		name string
		kind PythonLock
	}{
		{"uv.lock", UVLock},
		{"poetry.lock", PoetryLock},
		{"pdm.lock", PDMLock},
		{"Pipfile.lock", PipenvLock},
		{"pylock.toml", PylockTOML},
	} {
		if r.Has(lock.name) {
			p.Lock, p.LockFile = lock.kind, lock.name
			return
		}
	}
	if slices.Contains(p.Requirements, "requirements.txt") && len(p.Dependencies) > 0 &&
		!slices.ContainsFunc(p.Dependencies, func(d project.Dependency) bool { return !strings.HasPrefix(d.Version, "==") }) {
		p.Lock, p.LockFile = Requirements, "requirements.txt"
	}
}

// pythonVersion returns the version that a file for version managers or platforms pins.
func pythonVersion(r *project.Files) string {
	for _, name := range []string{".python-version", "runtime.txt"} {
		if text, ok := r.Read(name); ok {
			if v := strings.TrimPrefix(scan.Word(string(text)), "python-"); v != "" {
				return v
			}
		}
	}
	return scan.ToolVersion(r, "python")
}

// lockedName finds the packages of a TOML lock file and their versions.
var lockedName = regexp.MustCompile(`(?m)^\[\[package(?:s)?\]\]\s*\nname = "([^"]+)"\nversion = "([^"]*)"`)

// locked are the packages that the lock file brings, with their versions.
func (p *Project) locked(r *project.Files) map[string]string {
	out := map[string]string{}
	switch p.Lock {
	case UVLock, PoetryLock, PDMLock, PylockTOML:
		text, ok := r.Read(p.LockFile)
		if !ok {
			return nil
		}
		for _, match := range lockedName.FindAllStringSubmatch(strings.ReplaceAll(string(text), "\r\n", "\n"), -1) {
			out[pyName(match[1])] = match[2]
		}
	case PipenvLock:
		var doc struct {
			Default map[string]struct {
				Version string `json:"version"`
			} `json:"default"`
		}
		if _, ok := r.JSON(p.LockFile, &doc); !ok {
			return nil
		}
		for name, d := range doc.Default {
			out[pyName(name)] = strings.TrimPrefix(d.Version, "==")
		}
	}
	return out
}

var nameSeparators = regexp.MustCompile(`[-_.]+`)

// pyName is a distribution's name as the package index compares names.
func pyName(name string) string {
	return strings.ToLower(nameSeparators.ReplaceAllString(name, "-"))
}
