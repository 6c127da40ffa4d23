package scan

import (
	"context"
	"path"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/project"
)

// Assets are the files of a build context that are no source code: what a program may read beside it when it runs.
type Assets struct {
	paths []string
	// at are files and folders by each name that a source may call them by: a path, or the last part of one.
	at map[string][]string
	// all are the names of all files of the context, without their folders.
	all map[string]bool
}

// NewAssets are the assets among all files of a context. source says whether a file belongs to the program's sources or its
// build; what only a repository needs is left out as well.
func NewAssets(all []string, source func(name string) bool) *Assets {
	a := &Assets{at: map[string][]string{}, all: map[string]bool{}}
	for _, name := range all {
		a.all[path.Base(name)] = true
		if source(name) {
			continue
		}
		if OfRepository(name) {
			a.addNamed(name)
			continue
		}
		a.paths = append(a.paths, name)
		a.add(path.Base(name), name)
		if stem := strings.TrimSuffix(path.Base(name), path.Ext(name)); configuration(name) && len(stem) > 2 {
			a.add(stem, name)
		}
		for at := name; at != "."; at = path.Dir(at) {
			a.add(at, at)
			if at != name {
				a.add(path.Base(at), at)
			}
		}
	}
	return a
}

// addNamed adds a file that is of no use to most programs: only a source that names it, or the folder it stands in, by its path has
// it. Names that stand for much else, such as "test", are no such paths.
func (a *Assets) addNamed(name string) {
	if first, _, _ := strings.Cut(strings.ToLower(name), "/"); strings.HasPrefix(first, ".git") || strings.HasPrefix(first, "dockerfile") {
		return
	}
	for at := name; at != "."; at = path.Dir(at) {
		if at == name || strings.Contains(at, "/") || at == "fixtures" || at == "charts" {
			a.add(at, at)
		}
	}
}

func (a *Assets) add(key, at string) {
	if !slices.Contains(a.at[key], at) {
		a.at[key] = append(a.at[key], at)
	}
}

// Paths are all of them, sorted.
func (a *Assets) Paths() []string { return a.paths }

// configuration says whether a file is one that libraries look for by its name without the ending.
func configuration(name string) bool {
	return slices.Contains([]string{".yaml", ".yml", ".json", ".toml", ".ini", ".properties", ".conf", ".env", ".xml", ".hcl"}, path.Ext(name))
}

// OfRepository says whether a file is of use to those who work on a project and not to the program: papers, settings of
// editors and of CI, Dockerfiles, tests.
func OfRepository(name string) bool {
	first, _, below := strings.Cut(name, "/")
	low := strings.ToLower(first)
	for _, prefix := range []string{
		"readme", "license", "licence", "changelog", "contributing", "code_of_conduct", "security.md", "authors", "codeowners", "notice",
		"dockerfile", "containerfile", "docker-compose", "compose.y", "docker-bake", ".git", ".docker", ".editorconfig", ".vscode", ".idea",
		".circleci", ".travis", ".golangci", ".pre-commit", "jenkinsfile", "skaffold", "renovate", ".prettier", ".eslint", ".devcontainer",
		".tool-versions", ".nvmrc", "taskfile", "procfile", "tiltfile",
	} {
		if strings.HasPrefix(low, prefix) {
			return true
		}
	}
	if below && slices.Contains([]string{".github", ".gitlab", "k8s", "kubernetes", "helm", "charts", "deploy", "terraform", ".cache"}, low) {
		return true
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if slices.Contains([]string{"testdata", "test", "tests", "__tests__", "spec", "e2e", "fixtures"}, path.Base(dir)) {
			return true
		}
	}
	return strings.HasSuffix(low, ".dockerfile")
}

// Named is the evidence of assets that sources name in their strings, whatever is done with them there: a path may be a constant,
// be joined of parts, be a flag's default or be handed to a library. It is also that of files with the look of being written.
func (a *Assets) Named(ctx context.Context, files *project.Files, sources []string) (evidence.List, error) {
	found := make([]evidence.List, len(sources))
	err := files.Visit(ctx, sources, MaxSource, func(i int, text []byte) { found[i] = a.NamedIn(sources[i], string(text)) })
	if err != nil {
		return nil, err
	}
	var out evidence.List
	type named struct {
		kind    evidence.Kind
		subject string
	}
	seen := map[named]bool{}
	for _, list := range found {
		for _, e := range list {
			if key := (named{e.Kind, e.Subject}); !seen[key] {
				seen[key] = true
				out = append(out, e)
			}
		}
	}
	return out, nil
}

// NamedIn is Named for one text.
func (a *Assets) NamedIn(file, text string) evidence.List {
	var out evidence.List
	number := 0
	for line := range strings.Lines(text) {
		number++
		if trimmed := strings.TrimSpace(line); strings.HasPrefix(trimmed, "import ") || strings.HasPrefix(trimmed, "#include") || embeds(trimmed) {
			continue
		}
		for _, literal := range Literals(line) {
			for _, at := range a.Match(literal) {
				out = append(out, NamedAt(at, file, number))
			}
		}
	}
	return append(out, RootNeeds(text, "//", file, a.Has)...)
}

// Has says whether the context has a file that a string may mean.
func (a *Assets) Has(literal string) bool {
	return a.all[path.Base(literal)] || len(a.Match(literal)) > 0
}

// NamedAt is the evidence of an asset that a source names at a line.
func NamedAt(asset, file string, line int) evidence.Evidence {
	return evidence.Evidence{
		Kind: evidence.Reads, Subject: asset, Known: true, Base: evidence.ContextRoot, Source: evidence.Sources, By: "named there",
		File: file, Line: line,
	}
}

// embeds says whether a line puts a file into the program, which then reads it no more.
func embeds(line string) bool {
	for _, mark := range []string{"include_str!", "include_bytes!", "include_dir!", "#[folder", "template(path", "migrate!(", "#embed"} {
		if strings.Contains(line, mark) {
			return true
		}
	}
	return false
}

// Literals are the strings in quotes of a line of code, of whatever language.
func Literals(line string) []string {
	var out []string
	for i := 0; i < len(line); i++ {
		quote := line[i]
		if quote != '"' && quote != '\'' && quote != '`' || isLifetime(line, i) {
			continue
		}
		end := i + 1
		for end < len(line) && line[end] != quote {
			if line[end] == '\\' && quote != '`' {
				end++
			}
			end++
		}
		if end >= len(line) {
			if quote == '\'' { // an apostrophe
				continue
			}
			break
		}
		if end > i+1 {
			out = append(out, line[i+1:end])
		}
		i = end
	}
	return out
}

// isLifetime says whether a quote begins a lifetime of Rust, as in &'static str.
func isLifetime(line string, at int) bool {
	return line[at] == '\'' && at > 0 && (line[at-1] == '&' || line[at-1] == '<')
}

// Match are the assets that a string may mean: one with its path, or with the end of it, or the folder that it begins with.
func (a *Assets) Match(literal string) []string {
	if len(literal) > 300 || strings.ContainsAny(literal, "\n<>{}|") && !strings.Contains(literal, "/") {
		return nil
	}
	_, after, isURL := strings.Cut(literal, "://")
	if isURL {
		if !strings.HasPrefix(literal, "file:") && !strings.HasPrefix(literal, "sqlite") {
			return nil
		}
		literal = after
	}
	parts := strings.Split(strings.TrimPrefix(literal, "file:"), "/")
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" || p == "." || p == ".." })
	for len(parts) > 0 {
		if at := a.longest(parts); len(at) > 0 {
			return at
		}
		parts = parts[1:] // the folder of the image, which the context does not have
	}
	return nil
}

// longest are the assets that as many parts as possible name, from the first on.
func (a *Assets) longest(parts []string) []string {
	for n := len(parts); n > 0; n-- {
		name := strings.Join(parts[:n], "/")
		if !strings.ContainsAny(name, "*?[%$") {
			if at := a.at[name]; len(at) > 0 {
				return at
			}
		}
	}
	return nil
}

// Read returns the assets of a context, sorted, and the evidence of those that the sources name. own says whether a file
// belongs to the language's sources or build, or is put into the program.
func Read(ctx context.Context, files *project.Files, sources []string, own func(name string) bool) (assets []string, named evidence.List, err error) {
	all, err := files.All(ctx)
	if err != nil {
		return nil, nil, err
	}
	a := NewAssets(all, own)
	named, err = a.Named(ctx, files, sources)
	if err != nil {
		return nil, nil, err
	}
	set, err := Settings(ctx, files, a.Paths())
	return a.Paths(), append(named, set...), err
}
