package node

import (
	"context"
	"path"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/language/scan"
	"lightship/engine/project"
)

// readNeeded reads the sources: what they read, start and write.
func (n *Package) readNeeded(ctx context.Context, r *project.Files, text []byte) error {
	l := nodeLanguage()
	paths, err := l.Sources(ctx, r)
	if err != nil {
		return err
	}
	all, err := r.All(ctx)
	if err != nil {
		return err
	}
	there := scan.NewAssets(all, func(string) bool { return false }).Has
	found := make([]evidence.List, len(paths))
	named := make([][]string, len(paths))
	draws, hasDrawer := make([]bool, len(paths)), slices.ContainsFunc(n.Native, isDrawer)
	err = r.Visit(ctx, paths, scan.MaxSource, func(i int, text []byte) {
		s := &source{name: paths[i], text: string(text), lines: project.IndexLines(text)}
		found[i] = slices.Concat(l.Read(paths[i], text), s.started(), s.written(), scan.RootNeeds(s.text, "//", s.name, there))
		named[i] = s.toolsNamed()
		draws[i] = hasDrawer && drawsText.Match(text)
	})
	if err != nil {
		return err
	}
	n.needsFonts(slices.Contains(draws, true))
	set, err := scan.Settings(ctx, r, all)
	if err != nil {
		return err
	}
	n.Needed = slices.Concat(scan.Join(found...), n.driven(r, text), prismaFile(r), set)
	n.Tools = unnamedTools(paths, named)
	return nil
}

// toolFolders are folders of programs that developers and builds run.
var toolFolders = []string{"scripts", "tools", "tasks", "bin", "build-scripts", ".scripts", "hack", "ci"}

// isTool says whether a file stands in a folder of such programs.
func isTool(name string) bool {
	return slices.ContainsFunc(strings.Split(path.Dir(name), "/"), func(part string) bool { return slices.Contains(toolFolders, part) }) ||
		strings.HasPrefix(name, "gulpfile") || strings.HasPrefix(name, "Gruntfile")
}

// toolsNamed are the names of files, without their endings, that a source which is no such program names in quotes below one of these
// folders.
func (s *source) toolsNamed() []string {
	if isTool(s.name) || !s.names(toolFolders...) {
		return nil
	}
	var out []string
	for _, match := range inQuotes.FindAllStringSubmatch(s.text, -1) {
		for _, folder := range toolFolders {
			if strings.Contains(match[1], folder+"/") || path.Base(match[1]) == folder {
				out = append(out, stem(match[1]), folder)
			}
		}
	}
	return out
}

// stem is a file's name without folder and ending.
func stem(name string) string {
	base := path.Base(name)
	return strings.TrimSuffix(base, path.Ext(base))
}

// unnamedTools are the files of such folders that no source names: only scripts of package.json, a RUN or a person start them.
func unnamedTools(paths []string, named [][]string) []string {
	all := slices.Concat(named...)
	return slices.DeleteFunc(slices.Clone(paths), func(name string) bool {
		return !isTool(name) || slices.Contains(all, stem(name)) || slices.Contains(all, path.Base(path.Dir(name))) && stem(name) == "index"
	})
}

// needed is what the sources show that the program needs when it runs, without what is only said of programs of the build that
// nothing starts in the image.
func (r *reading) needed() evidence.List {
	n := r.node()
	if n == nil {
		return r.Project.Evidence()
	}
	return slices.DeleteFunc(slices.Clone(n.Needed), func(e evidence.Evidence) bool {
		return slices.Contains(n.Tools, e.File) && !r.startsTool(e.File)
	})
}

// startsTool says whether something that the image starts names a file of such a folder.
func (r *reading) startsTool(file string) bool {
	for _, s := range r.starts() {
		if s.opaque || s.problem != "" {
			return true
		}
		for _, words := range append(s.called, s.run) {
			if slices.ContainsFunc(words, func(w string) bool { return stem(w) == stem(file) }) {
				return true
			}
		}
	}
	return false
}

// starts are all ways in which the image is started: its own, and those of services and containers.
func (r *reading) starts() []start {
	out := []start{r.start}
	for _, o := range r.others {
		out = append(out, o.start)
	}
	return out
}
