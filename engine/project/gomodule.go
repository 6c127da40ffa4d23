package project

import (
	"context"
	"errors"
	"fmt"
	"go/build"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/sync/errgroup"
)

// readGoModule reads go.mod and the module's own sources; nil without a go.mod, or when it is broken. Files are taken as
// a build for Linux with cgo takes them, tests left out.
func readGoModule(ctx context.Context, r *reader) (*GoModule, error) {
	text, ok := r.read("go.mod")
	if !ok {
		return nil, nil
	}
	dir := r.dir
	mod, err := modfile.ParseLax("go.mod", text, nil)
	if err != nil {
		r.noteGoMod(err)
		return nil, nil
	}
	if mod.Module == nil {
		r.note("go.mod", 0, errors.New("it has no module line"))
		return nil, nil
	}
	m := &GoModule{
		Module:    mod.Module.Mod.Path,
		HasSum:    isRegular(filepath.Join(dir, "go.sum")),
		HasVendor: isRegular(filepath.Join(dir, "vendor", "modules.txt")),
		HasWork:   isRegular(filepath.Join(dir, "go.work")),
	}
	if mod.Go != nil {
		m.Version = mod.Go.Version
	}
	strict, err := modfile.Parse("go.mod", text, nil)
	if err == nil {
		mod = strict
	}
	for _, r := range mod.Replace {
		if modfile.IsDirectoryPath(r.New.Path) {
			m.LocalReplace = append(m.LocalReplace, path.Clean(filepath.ToSlash(r.New.Path)))
		}
	}
	sources, err := readSources(ctx, dir)
	if err != nil {
		return nil, err
	}
	m.conclude(mod, sources)
	return m, nil
}

// noteGoMod notes an error of the parser, which names the file itself.
func (r *reader) noteGoMod(err error) {
	var list modfile.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		r.note("go.mod", list[0].Pos.Line, list[0].Err)
		return
	}
	r.note("go.mod", 0, err)
}

func isRegular(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// linuxBuild decides which files a build for Linux takes.
func linuxBuild() *build.Context {
	c := build.Default
	c.GOOS, c.CgoEnabled, c.UseAllFiles = "linux", true, false
	return &c
}

// readSources reads every Go file of the module, sorted by path.
func readSources(ctx context.Context, dir string) ([]*goSource, error) {
	paths, err := goFiles(ctx, dir)
	if err != nil {
		return nil, fmt.Errorf("reading the Go sources: %w", err)
	}
	out := make([]*goSource, len(paths))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(searchWorkers)
	takes := linuxBuild()
	for i, p := range paths {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			out[i] = readSource(takes, dir, p)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(out, func(s *goSource) bool { return s == nil }), nil
}

// goFiles are the Go files of a module but for those of tests, sorted. Folders that can't be read are left out.
func goFiles(ctx context.Context, dir string) (paths []string, err error) {
	err = filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if ctxErr := ctx.Err(); ctxErr != nil {
			return ctxErr
		}
		switch {
		case err != nil && e != nil && e.IsDir():
			return fs.SkipDir
		case err != nil:
			return nil
		case e.IsDir() && p != dir && otherSources(p, e.Name()):
			return fs.SkipDir
		case isGoFile(e):
			paths = append(paths, p)
		}
		return nil
	})
	return paths, err
}

// otherSources says whether go build takes no file of a folder in a module: it is hidden, for tests, another module, or the
// project's but no source.
func otherSources(folder, name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata" || skippedFolder(name) ||
		isRegular(filepath.Join(folder, "go.mod"))
}

func isGoFile(e fs.DirEntry) bool {
	return strings.HasSuffix(e.Name(), ".go") && !strings.HasSuffix(e.Name(), "_test.go") && e.Type().IsRegular()
}

// conclude turns what the sources say into the module's facts.
func (m *GoModule) conclude(mod *modfile.File, sources []*goSource) {
	versions := map[string]string{}
	for _, r := range mod.Require {
		versions[r.Mod.Path] = r.Mod.Version
	}
	seen := map[string]bool{}
	mains := map[string]bool{}
	for _, s := range sources {
		if s.isMain {
			mains[path.Dir(s.rel)] = true
		}
		m.Cgo = append(m.Cgo, s.cgo...)
		m.TLS = append(m.TLS, s.tls...)
		m.Zones = append(m.Zones, s.zones...)
		m.Runtime = append(m.Runtime, s.runtime...)
		m.Shell = append(m.Shell, s.shell...)
		m.Programs = append(m.Programs, s.programs...)
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
			m.Cgo = append(m.Cgo, Evidence{File: s.rel, Line: i.line, Says: says})
		}
	}
	for dir := range mains {
		m.Mains = append(m.Mains, dir)
	}
	slices.Sort(m.Mains)
	if known := len(versions); known > 0 && len(m.Cgo) == 0 && !m.HasVendor {
		m.Unknown = append(m.Unknown, Evidence{
			File: "go.mod",
			Says: fmt.Sprintf("requires %d modules whose sources are not in the project: none is known to need cgo, but only the build proves it", known),
		})
	}
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
