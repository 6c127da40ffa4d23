package golang

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/build"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/language/scan"
	"lightship/engine/project"

	"golang.org/x/mod/modfile"
)

// Module is what the sources of a Go module say.
type Module struct {
	// Needed is what the sources show that the program needs when it runs.
	Needed evidence.List `json:"evidence,omitempty"`
	// Assets are the files of the folder that are no source code, sorted.
	Assets []string `json:"-"`
	// Embeds are the patterns of go:embed, relative to the module.
	Embeds []string `json:"-"`
	// Module is the module path, such as "example.com/shop"; empty without a go.mod.
	Module string `json:"module,omitempty"`
	// Folder is where it stands in the build context, empty at its root.
	Folder string `json:"folder,omitempty"`
	// Version is the version of the go directive, such as "1.22".
	Version string `json:"version,omitempty"`
	// HasSum says whether there is a go.sum; HasVendor whether there is a vendor folder; HasWork whether there is a go.work.
	HasSum    bool `json:"has_sum"`
	HasVendor bool `json:"has_vendor"`
	HasWork   bool `json:"has_work"`
	// Mains are the folders of main packages relative to the module, "." for the root, sorted.
	Mains []string `json:"mains,omitempty"`
	// Cgo is the evidence that the program needs cgo; empty when the sources need none.
	Cgo []project.Evidence `json:"cgo,omitempty"`
	// Unknown is what the sources leave open about cgo: dependencies whose own sources are not in the project.
	Unknown []project.Evidence `json:"unknown,omitempty"`
	// LocalReplace are the relative paths that go.mod replaces modules with; they must be copied before go mod download.
	LocalReplace []string `json:"local_replace,omitempty"`
}

// readGoModule reads go.mod and the module's own sources; nil when it is broken, and without it when no Go program stands at the
// root of the folder. Files are taken as a build for Linux with cgo takes them, tests left out.
func readGoModule(ctx context.Context, r *project.Files) (*Module, error) {
	text, ok := r.Read("go.mod")
	if !ok {
		return readWithoutModule(ctx, r)
	}
	mod, err := modfile.ParseLax("go.mod", text, nil)
	if err != nil {
		noteGoMod(r, err)
		return nil, nil
	}
	if mod.Module == nil {
		r.Note("go.mod", 0, errors.New("it has no module line"))
		return nil, nil
	}
	m := &Module{
		Module:    mod.Module.Mod.Path,
		HasSum:    r.Has("go.sum"),
		HasVendor: r.Has("vendor/modules.txt"),
		HasWork:   r.Has("go.work"),
	}
	if mod.Go != nil {
		m.Version = mod.Go.Version
	}
	strict, err := modfile.Parse("go.mod", text, nil)
	if err == nil {
		mod = strict
	}
	for _, replace := range mod.Replace {
		if modfile.IsDirectoryPath(replace.New.Path) {
			m.LocalReplace = append(m.LocalReplace, path.Clean(filepath.ToSlash(replace.New.Path)))
		}
	}
	sources, err := readSources(ctx, r, m.LocalReplace)
	if err != nil {
		return nil, err
	}
	m.conclude(mod, sources)
	return m, m.finish(ctx, r, sources)
}

// readWithoutModule reads the sources at the root of a folder without a go.mod: a Dockerfile may make one.
func readWithoutModule(ctx context.Context, r *project.Files) (*Module, error) {
	if r.Named("go.mod") || !slices.ContainsFunc(r.Names("."), isGoFile) {
		return nil, nil
	}
	sources, err := readSources(ctx, r, nil)
	if err != nil {
		return nil, err
	}
	m := &Module{}
	m.conclude(&modfile.File{}, sources)
	if !slices.Contains(m.Mains, ".") {
		return nil, nil
	}
	return m, m.finish(ctx, r, sources)
}

// finish reads what stands beside the sources.
func (m *Module) finish(ctx context.Context, r *project.Files, sources []*goSource) error {
	err := errors.Join(m.vendoredCgo(ctx, r), m.readAssets(ctx, r, sources))
	m.Needed = m.Needed.Sorted()
	return err
}

// noteGoMod notes an error of the parser, which names the file itself.
func noteGoMod(r *project.Files, err error) {
	var list modfile.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		r.Note("go.mod", list[0].Pos.Line, list[0].Err)
		return
	}
	r.Note("go.mod", 0, err)
}

// linuxBuild decides which files a build for Linux takes.
func linuxBuild() *build.Context {
	c := build.Default
	c.GOOS, c.CgoEnabled, c.UseAllFiles = "linux", true, false
	return &c
}

// readSources reads every Go file of the module, and of those in folders of it that go.mod puts in the place of others, sorted by path.
func readSources(ctx context.Context, files *project.Files, replaced []string) ([]*goSource, error) {
	paths, err := goFiles(ctx, files, replaced)
	if err != nil {
		return nil, fmt.Errorf("reading the Go sources: %w", err)
	}
	out := make([]*goSource, len(paths))
	takes := linuxBuild()
	err = files.Visit(ctx, paths, scan.MaxSource, func(i int, text []byte) { out[i] = readSource(takes, paths[i], text) })
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(out, func(s *goSource) bool { return s == nil }), nil
}

// goFiles are the Go files of a module but for those of tests, sorted.
func goFiles(ctx context.Context, files *project.Files, replaced []string) ([]string, error) {
	all, err := files.All(ctx)
	if err != nil {
		return nil, err
	}
	modules := map[string]bool{}
	for _, name := range all {
		if path.Base(name) == "go.mod" && path.Dir(name) != "." && !slices.Contains(replaced, path.Dir(name)) {
			modules[path.Dir(name)] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(name string) bool { return !isGoFile(name) || otherSources(modules, path.Dir(name)) }), nil
}

// otherSources says whether go build takes no file of a folder in a module: it is hidden, for tests, or another module.
func otherSources(modules map[string]bool, folder string) bool {
	for ; folder != "."; folder = path.Dir(folder) {
		base := path.Base(folder)
		if strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || base == "testdata" || modules[folder] {
			return true
		}
	}
	return false
}

func isGoFile(name string) bool {
	return strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go")
}

// conclude turns what the sources say into the module's facts.
func (m *Module) conclude(mod *modfile.File, sources []*goSource) {
	versions := map[string]string{}
	for _, r := range mod.Require {
		versions[r.Mod.Path] = r.Mod.Version
	}
	seen := map[string]bool{}
	mains := map[string]bool{}
	packages, files := namedInPackages(sources), packagesOf(sources)
	for _, s := range sources {
		s.resolveAsked(&tracer{files: files[path.Dir(s.rel)], values: packages[path.Dir(s.rel)]})
		if s.isMain && !slices.ContainsFunc(m.LocalReplace, func(at string) bool { return strings.HasPrefix(s.rel, at+"/") }) {
			mains[path.Dir(s.rel)] = true
		}
		m.Cgo = append(m.Cgo, s.cgo...)
		m.Needed = append(m.Needed, s.needed...)
		for _, i := range s.imports {
			module, what, found := cgoModuleOf(i.path)
			if !found || seen[module] {
				continue
			}
			seen[module] = true
			says := fmt.Sprintf("imports %s (%s)", i.path, what)
			if v := requiredVersion(versions, i.path); v != "" {
				says = fmt.Sprintf("imports %s %s (%s)", i.path, v, what)
			}
			m.Cgo = append(m.Cgo, project.Evidence{File: s.rel, Line: i.line, Says: says})
		}
	}
	m.requireCgo(mod, seen)
	for dir := range mains {
		m.Mains = append(m.Mains, dir)
	}
	slices.Sort(m.Mains)
	if known := len(versions); known > 0 && len(m.Cgo) == 0 && !m.HasVendor {
		m.Unknown = append(m.Unknown, project.Evidence{
			File: "go.mod",
			Says: fmt.Sprintf("requires %d modules whose sources are not in the project: none is known to need cgo, but only the build proves it", known),
		})
	}
}

// requireCgo notes the modules of the whole module graph that need cgo: one that comes with another is as good as one that is
// imported, because go.mod only names what the program or its tests are built of.
func (m *Module) requireCgo(mod *modfile.File, seen map[string]bool) {
	for _, r := range mod.Require {
		module, what, found := cgoModuleOf(r.Mod.Path)
		if !found || seen[module] {
			continue
		}
		seen[module] = true
		line := 0
		if r.Syntax != nil {
			line = r.Syntax.Start.Line
		}
		m.Cgo = append(m.Cgo, project.Evidence{File: "go.mod", Line: line, Says: fmt.Sprintf("requires %s %s (%s)", r.Mod.Path, r.Mod.Version, what)})
	}
}

// vendoredCgo notes the vendored packages that need cgo, by their sources.
func (m *Module) vendoredCgo(ctx context.Context, files *project.Files) error {
	text, ok := files.Read("vendor/modules.txt")
	if !m.HasVendor || !ok {
		return nil
	}
	var sources []string
	for line := range strings.Lines(string(text)) {
		pkg := strings.TrimSpace(line)
		if pkg == "" || strings.HasPrefix(pkg, "#") {
			continue
		}
		for _, name := range files.Names("vendor/" + pkg) {
			if isGoFile(name) {
				sources = append(sources, path.Join("vendor", pkg, name))
			}
		}
	}
	takes := linuxBuild()
	found := make([]bool, len(sources))
	err := files.Visit(ctx, sources, scan.MaxSource, func(i int, text []byte) {
		if bytes.Contains(text, []byte(`import "C"`)) {
			match, err := openingOnly(takes, text).MatchFile(path.Dir(sources[i]), path.Base(sources[i]))
			found[i] = err == nil && match
		}
	})
	seen := map[string]bool{}
	for i, name := range sources {
		// The standard library's own packages for names and users do without cgo; what is vendored does not.
		if pkg := path.Dir(name); found[i] && !seen[pkg] {
			seen[pkg] = true
			m.Cgo = append(m.Cgo, project.Evidence{File: name, Says: `imports "C"`})
		}
	}
	return err
}

// requiredVersion returns the version that go.mod requires of the module an import belongs to.
func requiredVersion(versions map[string]string, importPath string) string {
	for p := importPath; p != "." && p != "/"; p = path.Dir(p) {
		if v, found := versions[p]; found {
			return v
		}
	}
	return ""
}

// namedInPackages are the constants and variables with a string of each package, by its folder. One of its names that two files
// give different values is left out.
func namedInPackages(sources []*goSource) map[string]map[string]string {
	out := map[string]map[string]string{}
	torn := map[string]bool{}
	for _, s := range sources {
		dir := path.Dir(s.rel)
		if out[dir] == nil {
			out[dir] = map[string]string{}
		}
		for name, value := range s.named {
			if old, twice := out[dir][name]; twice && old != value {
				torn[dir+" "+name] = true
			}
			out[dir][name] = value
		}
	}
	for key := range torn {
		dir, name, _ := strings.Cut(key, " ")
		delete(out[dir], name)
	}
	return out
}
