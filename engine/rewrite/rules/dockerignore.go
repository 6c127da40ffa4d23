package rules

import (
	"bytes"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

// Dockerignore is the id of the rule on what the build context leaves out.
const Dockerignore = "dockerignore"

func dockerignore() rule.Rule {
	return rule.Rule{
		ID: Dockerignore, Group: rule.Size, Severity: rule.Warning, Title: "Leave out of the build what it does not need",
		Why:   "What a COPY of everything brings along is shipped, and a change of any of it builds all again.",
		Check: checkIgnore,
	}
}

// checkIgnore looks at the first COPY of the whole context.
func checkIgnore(m *model.Model) []rule.Finding {
	for _, s := range m.Stages {
		for _, c := range s.Copies {
			if !c.BringsAll() {
				continue
			}
			at := s.Instructions[c.Instruction].Lines
			file, why := ignoreFor(m)
			switch {
			case why != "":
				return []rule.Finding{rule.Refuse(at, why)}
			case file != nil:
				return []rule.Finding{{Lines: at, File: file}}
			}
			return nil
		}
	}
	return nil
}

// ignoreFor is the ignore file with what is missing in it; nil when nothing is.
func ignoreFor(m *model.Model) (*rule.File, string) {
	name, before := m.IgnoreFile()
	old, err := ignorefile.ReadAll(bytes.NewReader(before))
	if err != nil {
		return nil, name + " can't be read"
	}
	needed, why := neededPaths(m)
	if why != "" {
		return nil, why
	}
	var added []string
	for _, p := range ignorable(m) {
		if !ignores(old, sampleOf(p)) && !excepted(old, p) && !dropsNeeded(append(slices.Clone(old), p), old, needed) {
			added = append(added, p)
		}
	}
	if len(added) == 0 {
		return nil, ""
	}
	if !strings.HasPrefix(name, "../") && !ignores(old, name) {
		added = append(added, name)
	}
	text := string(before)
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	lineEnd := "\n"
	if strings.Contains(text, "\r\n") {
		lineEnd = "\r\n"
	}
	return &rule.File{Name: name, Before: before, After: []byte(text + strings.Join(added, lineEnd) + lineEnd)}, ""
}

// ignorable are the patterns of what no build of this project needs: what is there, or what its tools leave.
func ignorable(m *model.Model) []string {
	var out []string
	if !usesGit(m) && !readsBuildInfo(m) {
		out = append(out, present(m, ".git", ".hg", ".svn")...)
	}
	out = append(out, present(m, ".idea", ".vscode", ".DS_Store", "Thumbs.db")...)
	out = append(out, recipes(m)...)
	if runsAny(m, npm().fills, yarn().fills, pnpm().fills) {
		out = append(out, "**/node_modules")
		out = append(out, present(m, "npm-debug.log", "yarn-error.log", ".nyc_output")...)
	}
	if isPython(m) {
		out = append(out, "**/__pycache__", "**/*.pyc")
		out = append(out, present(m, ".pytest_cache", ".mypy_cache", ".ruff_cache", ".tox", ".coverage")...)
		out = append(out, virtualEnvironments(m)...)
	}
	if runsAny(m, cargo().fills, maven().fills) && isOutput(m, "target", "CACHEDIR.TAG", "classes", "maven-status", "debug", "release") {
		out = append(out, "target")
	}
	if runsAny(m, gradle().fills) {
		out = append(out, ".gradle")
		if isOutput(m, "build", "libs", "classes", "tmp", "reports") {
			out = append(out, "build")
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// recipes are the files of the root that say how to build: Dockerfiles and compose files. Backups are not among them: Lightship
// makes one when it saves, and would have more to say after each time.
func recipes(m *model.Model) []string {
	var out []string
	for _, e := range m.List(".") {
		low := strings.ToLower(e.Name())
		recipe := has("dockerfile compose.yaml compose.yml", low) || strings.HasPrefix(low, "dockerfile.") || strings.HasPrefix(low, "docker-compose")
		if recipe && !e.IsDir() && low != "dockerfile.dockerignore" && !strings.HasSuffix(low, ".bak") {
			out = append(out, e.Name())
		}
	}
	return out
}

// isOutput says whether a folder is one that a build tool makes: it is not there yet, or holds what the tool leaves.
func isOutput(m *model.Model, folder string, marks ...string) bool {
	if _, found := m.Stat(folder); !found {
		return true
	}
	return slices.ContainsFunc(marks, func(mark string) bool {
		_, found := m.Stat(path.Join(folder, mark))
		return found
	})
}

// present are the names that are in the root of the context.
func present(m *model.Model, names ...string) []string {
	var out []string
	for _, n := range names {
		if _, found := m.Stat(n); found {
			out = append(out, n)
		}
	}
	return out
}

// runsAny says whether a RUN of the file runs one of these commands.
func runsAny(m *model.Model, which ...func(model.Command) bool) bool {
	for _, r := range runs(m) {
		for _, c := range r.Commands {
			for _, is := range which {
				if is(c) {
					return true
				}
			}
		}
	}
	return false
}

func isPython(m *model.Model) bool {
	if len(present(m, "requirements.txt", "pyproject.toml", "setup.py", "Pipfile")) > 0 {
		return true
	}
	return runsAny(m, func(c model.Command) bool { _, ok := isPip(c); return ok })
}

// virtualEnvironments are folders of the root that hold a Python environment of this computer.
func virtualEnvironments(m *model.Model) []string {
	var out []string
	for _, n := range []string{".venv", "venv", "env"} {
		if _, found := m.Stat(n + "/pyvenv.cfg"); found {
			out = append(out, n)
		}
	}
	return out
}

// usesGit says whether the build may read the repository: a command runs git, or a file of the build says so.
func usesGit(m *model.Model) bool {
	if runsAny(m, func(c model.Command) bool {
		return c.Name() == "git" || strings.Contains(strings.Join(raws(c), " "), "buildvcs=true")
	}) {
		return true
	}
	for _, s := range m.Stages {
		for _, ins := range s.Instructions {
			if ins.Keyword == "RUN" && (strings.Contains(ins.Text, "git ") || strings.Contains(ins.Text, ".git")) {
				return true
			}
		}
	}
	for _, name := range []string{
		"Makefile", "pom.xml", "build.gradle", "build.gradle.kts", "pyproject.toml", "setup.py", "setup.cfg", "package.json", "build.rs", "Cargo.toml", "CMakeLists.txt",
	} {
		text, found := m.Read(name)
		for _, mark := range []string{"git describe", "git rev-parse", "git log", "git-commit-id", "setuptools_scm", "setuptools-scm", "hatch-vcs", "versioningit", "vergen", "gitversion", "jgitver", "shadow-rs", "git-properties"} {
			if found && bytes.Contains(text, []byte(mark)) {
				return true
			}
		}
	}
	return false
}

// readsBuildInfo says whether a Go program tells its own revision, which go build takes from the repository.
func readsBuildInfo(m *model.Model) bool {
	if m.Project.Go == nil {
		return false
	}
	for _, folder := range m.Project.Go.Mains {
		for _, e := range m.List(folder) {
			text, found := []byte(nil), strings.HasSuffix(e.Name(), ".go")
			if found {
				text, found = m.Read(path.Join(folder, e.Name()))
			}
			if found && bytes.Contains(text, []byte("ReadBuildInfo")) {
				return true
			}
		}
	}
	return false
}

func raws(c model.Command) []string {
	var out []string
	for _, w := range c.Args {
		out = append(out, w.Raw)
	}
	return out
}

// neededPaths are what COPY, ADD and mounts take from the context by name; why says that it can't be told.
func neededPaths(m *model.Model) (paths []string, why string) {
	for _, s := range m.Stages {
		for _, c := range s.Copies {
			ins := s.Instructions[c.Instruction]
			for _, written := range writtenSources(ins) {
				if len(model.ReferencedVars(written)) > 0 {
					return nil, line(ins) + " copies " + written + ", whose value the build can be given"
				}
			}
			for _, src := range c.Sources {
				if !isRemote(src) {
					paths = append(paths, expandNames(m, src)...)
				}
			}
		}
		for _, ins := range s.Instructions {
			if run, ok := ins.Expanded().(*instructions.RunCommand); ok {
				for _, mount := range instructions.GetMounts(run) {
					if mount.From == "" && (mount.Type == "" || mount.Type == "bind") {
						paths = append(paths, expandNames(m, mount.Source)...)
					}
				}
			}
		}
	}
	return paths, ""
}

// writtenSources are the sources of a COPY or ADD as the Dockerfile has them.
func writtenSources(ins dockerfile.Instruction) []string {
	switch c := ins.Command.(type) {
	case *instructions.CopyCommand:
		return c.SourcePaths
	case *instructions.AddCommand:
		return c.SourcePaths
	}
	return nil
}

// expandNames are the paths of the context that a source names; the whole context is none.
func expandNames(m *model.Model, source string) []string {
	source = strings.TrimPrefix(path.Clean("/"+source), "/")
	if source == "" {
		return nil
	}
	out := []string{source}
	if strings.ContainsAny(source, "*?[") {
		found, _ := filepath.Glob(filepath.Join(m.Project.Dir, filepath.FromSlash(source)))
		for _, f := range found {
			if rel, err := filepath.Rel(m.Project.Dir, f); err == nil {
				out = append(out, filepath.ToSlash(rel))
			}
		}
	}
	return out
}

// sampleOf is a path that a pattern ignores.
func sampleOf(pattern string) string {
	pattern = strings.TrimPrefix(pattern, "**/")
	return strings.ReplaceAll(pattern, "*", "a")
}

// ignores says whether patterns leave a path out.
func ignores(patterns []string, p string) bool {
	matcher, err := patternmatcher.New(patterns)
	if err != nil {
		return false
	}
	found, err := matcher.MatchesOrParentMatches(p)
	return err == nil && found
}

// excepted says whether the user's file takes something back in that a pattern would leave out again.
func excepted(old []string, pattern string) bool {
	for _, p := range old {
		name, exception := strings.CutPrefix(p, "!")
		if exception && (ignores([]string{pattern}, sampleOf(name)) || below(sampleOf(pattern), name)) {
			return true
		}
	}
	return false
}

// dropsNeeded says whether the new patterns leave out something that the build names and that was let through.
func dropsNeeded(patterns, old, needed []string) bool {
	for _, p := range needed {
		if ignores(patterns, p) && !ignores(old, p) {
			return true
		}
		// A folder that is copied must keep what is in it: a pattern below it would leave a part out.
		last := patterns[len(patterns)-1]
		if !strings.HasPrefix(last, "**/") && below(last, p) && !ignores(old, last) {
			return true
		}
	}
	return false
}
