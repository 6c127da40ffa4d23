package rules

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/project"
	"lightship/engine/rewrite/model"
)

// embedLine is a directive that compiles files into a Go program.
var embedLine = regexp.MustCompile(`(?m)^//go:embed[ \t]+(.+)$`)

// sourceFile are the names of program texts.
var sourceFile = regexp.MustCompile(`\.(go|rs|py|js|ts|mjs|cjs|jsx|tsx|java|kt|rb|php|cs|c|cc|cpp|h|ex|exs|sh|toml|cfg|gradle|kts|gemspec)$|^(Makefile|pom\.xml|package\.json|MANIFEST\.in)$`)

// namedKey and modulesKey are what the memory of a project's files is asked by.
type (
	namedKey struct {
		files *project.Files
		names string
	}
	modulesKey struct{ files *project.Files }
)

// embeddedPaths are files and folders of the context that the sources compile in or speak of: all that //go:embed takes, and those
// of the names that stand in a source text.
func embeddedPaths(m *model.Model, names []string) []string {
	return model.OfFiles(m.Memory, namedKey{m.Project.Files, strings.Join(names, "\x00")}, func() []string { return readEmbedded(m, names) })
}

func readEmbedded(m *model.Model, names []string) []string {
	var out []string
	for _, file := range contextFiles(m) {
		if !sourceFile.MatchString(path.Base(file)) || slices.Contains(names, file) {
			continue
		}
		text, ok := m.Read(file)
		if !ok {
			continue
		}
		if strings.HasSuffix(file, ".go") {
			out = append(out, goEmbeds(m, path.Dir(file), string(text))...)
		}
		for _, name := range names {
			if !slices.Contains(out, name) && strings.Contains(string(text), name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// goEmbeds are what the directives of a Go file in a folder take.
func goEmbeds(m *model.Model, folder, text string) []string {
	var out []string
	for _, line := range embedLine.FindAllStringSubmatch(text, -1) {
		for _, pattern := range strings.Fields(line[1]) {
			pattern = path.Join(folder, strings.TrimPrefix(strings.Trim(pattern, "\"`"), "all:"))
			out = append(out, pattern)
			for _, e := range m.List(path.Dir(pattern)) {
				name := path.Join(path.Dir(pattern), e.Name())
				if match, err := path.Match(pattern, name); err == nil && match {
					out = append(out, name)
				}
			}
		}
	}
	return out
}

// modulePatterns are the patterns that leave out what Node's package managers install. A folder of that name deeper in the project
// may be one that is kept with the sources: then only that of the root is left out.
func modulePatterns(m *model.Model) []string {
	if model.OfFiles(m.Memory, modulesKey{m.Project.Files}, func() bool { return keepsModules(m, ".", 4) }) {
		return []string{"node_modules"}
	}
	return []string{"**/node_modules"}
}

// keepsModules says whether a folder below another one has node_modules of its own.
func keepsModules(m *model.Model, folder string, depth int) bool {
	return slices.ContainsFunc(m.List(folder), func(e fs.DirEntry) bool {
		switch {
		case !e.IsDir() || strings.HasPrefix(e.Name(), ".") && e.Name() != ".output":
			return false
		case e.Name() == "node_modules":
			return folder != "."
		}
		return depth > 0 && keepsModules(m, path.Join(folder, e.Name()), depth-1)
	})
}
