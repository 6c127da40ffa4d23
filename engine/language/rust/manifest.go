package rust

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"lightship/engine/language/scan"
	"lightship/engine/project"
)

// cargoToml is the part of Cargo.toml that is read. What may be inherited from the workspace is of any type.
type cargoToml struct {
	Package *struct {
		Name        string `toml:"name"`
		Version     any    `toml:"version"`
		Edition     any    `toml:"edition"`
		RustVersion any    `toml:"rust-version"`
		Build       any    `toml:"build"`
		DefaultRun  string `toml:"default-run"`
		AutoBins    *bool  `toml:"autobins"`
	} `toml:"package"`
	Workspace *cargoWorkspace `toml:"workspace"`
	Bin       []struct {
		Name     string   `toml:"name"`
		Path     string   `toml:"path"`
		Features []string `toml:"required-features"`
	} `toml:"bin"`
	Dependencies      map[string]any `toml:"dependencies"`
	BuildDependencies map[string]any `toml:"build-dependencies"`
	Target            map[string]struct {
		Dependencies map[string]any `toml:"dependencies"`
	} `toml:"target"`
	Profile struct {
		Release struct {
			Strip any `toml:"strip"`
			LTO   any `toml:"lto"`
			Panic any `toml:"panic"`
		} `toml:"release"`
	} `toml:"profile"`
}

// cargoWorkspace is the [workspace] table.
type cargoWorkspace struct {
	Members      []string       `toml:"members"`
	Exclude      []string       `toml:"exclude"`
	Dependencies map[string]any `toml:"dependencies"`
	Package      struct {
		Version     string `toml:"version"`
		Edition     string `toml:"edition"`
		RustVersion string `toml:"rust-version"`
	} `toml:"package"`
}

// readRust reads Cargo.toml and what is beside it; nil without one, or when it is broken.
func readRust(ctx context.Context, r *project.Files) (*Crate, error) {
	var doc cargoToml
	text, ok := r.TOML("Cargo.toml", &doc)
	if !ok {
		return nil, nil
	}
	c := &Crate{HasLock: r.Has("Cargo.lock")}
	if doc.Package != nil {
		c.Name, c.DefaultRun = doc.Package.Name, doc.Package.DefaultRun
		shared := cmp.Or(doc.Workspace, &cargoWorkspace{}).Package
		c.Version = inherited(doc.Package.Version, shared.Version)
		c.Edition = inherited(doc.Package.Edition, shared.Edition)
		c.RustVersion = inherited(doc.Package.RustVersion, shared.RustVersion)
	}
	if ws := doc.Workspace; ws != nil {
		c.Workspace = true
		c.Edition, c.RustVersion = cmp.Or(c.Edition, ws.Package.Edition), cmp.Or(c.RustVersion, ws.Package.RustVersion)
		c.Members = members(r, ws.Members, ws.Exclude)
	}
	c.readProfile(&doc)
	c.readConfig(r)
	lines := map[string]project.Evidence{}
	c.readPackage(r, ".", &doc, text, lines)
	for _, dir := range c.Members {
		var member cargoToml
		if memberText, ok := r.TOML(path.Join(dir, "Cargo.toml"), &member); ok && dir != "." {
			member.Workspace = doc.Workspace
			c.readPackage(r, dir, &member, memberText, lines)
		}
	}
	slices.SortFunc(c.Bins, func(a, b CargoBin) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Dir, b.Dir)) })
	slices.SortFunc(c.Dependencies, func(a, b project.Dependency) int { return cmp.Compare(a.Name, b.Name) })
	c.Dependencies = slices.CompactFunc(c.Dependencies, func(a, b project.Dependency) bool { return a.Name == b.Name })
	c.readKnown(r, lines)
	if err := c.readSources(ctx, r); err != nil {
		return nil, err
	}
	return c, nil
}

// inherited returns a value of a package, the workspace's when the package says so.
func inherited(value any, shared string) string {
	switch v := value.(type) {
	case string:
		return v
	case map[string]any:
		if v["workspace"] == true {
			return shared
		}
	}
	return ""
}

// members expands the workspace's patterns; what is excluded is left out with all below it.
func members(r *project.Files, patterns, exclude []string) []string {
	return slices.DeleteFunc(r.Expand(patterns, "Cargo.toml"), func(dir string) bool {
		for _, e := range exclude {
			e = path.Clean(e)
			if dir == e || strings.HasPrefix(dir, e+"/") {
				return true
			}
		}
		return false
	})
}

func (c *Crate) readProfile(doc *cargoToml) {
	release := doc.Profile.Release
	c.Strip = release.Strip == true || release.Strip == "symbols"
	if release.LTO != nil {
		c.LTO = fmt.Sprint(release.LTO)
	}
	c.PanicAbort = release.Panic == "abort"
}

// readConfig reads what is told to cargo and rustup beside Cargo.toml.
func (c *Crate) readConfig(r *project.Files) {
	c.Config = r.Present(".cargo/config", ".cargo/config.toml", "build.rs", "rust-toolchain", "rust-toolchain.toml")
	if name := r.First(".cargo/config.toml", ".cargo/config"); name != "" {
		var config struct {
			Build struct {
				Target    any    `toml:"target"`
				TargetDir string `toml:"target-dir"`
			} `toml:"build"`
			Source map[string]struct {
				Directory string `toml:"directory"`
			} `toml:"source"`
		}
		if _, ok := r.TOML(name, &config); ok {
			c.Target, _ = config.Build.Target.(string)
			c.TargetDir = config.Build.TargetDir
			for _, source := range config.Source {
				c.HasVendor = c.HasVendor || source.Directory != ""
			}
		}
	}
	switch name := r.First("rust-toolchain", "rust-toolchain.toml"); name {
	case "rust-toolchain":
		if text, ok := r.Read(name); ok && !strings.Contains(string(text), "[toolchain]") {
			c.Toolchain = scan.Word(string(text))
			return
		}
		c.readToolchain(r, name)
	case "rust-toolchain.toml":
		c.readToolchain(r, name)
	}
}

func (c *Crate) readToolchain(r *project.Files, name string) {
	var doc struct {
		Toolchain struct {
			Channel string `toml:"channel"`
		} `toml:"toolchain"`
	}
	if _, ok := r.TOML(name, &doc); ok {
		c.Toolchain = doc.Toolchain.Channel
	}
}

// readPackage takes the programs and dependencies of one package. lines collects where dependencies are asked for.
func (c *Crate) readPackage(r *project.Files, dir string, doc *cargoToml, text []byte, lines map[string]project.Evidence) {
	c.readDependencies(dir, doc, text, lines)
	if doc.Package == nil {
		return
	}
	c.readBins(r, dir, doc)
	script := "build.rs"
	if name, isText := doc.Package.Build.(string); isText {
		script = name
	}
	if doc.Package.Build != false && r.Has(path.Join(dir, script)) {
		c.BuildScripts = append(c.BuildScripts, path.Join(dir, script))
	}
}

// readDependencies takes the dependencies of a package, and notes where those that building alone needs are asked for.
func (c *Crate) readDependencies(dir string, doc *cargoToml, text []byte, lines map[string]project.Evidence) {
	file := path.Join(dir, "Cargo.toml")
	take := func(deps map[string]any) {
		for _, key := range project.SortedKeys(deps) {
			name, version, at := cargoDependency(key, deps[key], doc)
			if at != "" {
				c.pathDependency(project.Below(dir, at))
			}
			c.Dependencies = append(c.Dependencies, project.Dependency{Name: name, Version: version})
			c.readDrivers(name, deps[key])
			if _, known := lines[name]; !known {
				// Looked for with the line end before it, so that it is not the end of another key: that is on the line above.
				line := project.LineOf(text, "\n"+key)
				if line > 0 {
					line++
				}
				lines[name] = project.Evidence{File: file, Line: line}
			}
		}
	}
	take(doc.Dependencies)
	for _, target := range project.SortedKeys(doc.Target) {
		if !otherSystem(target) {
			take(doc.Target[target].Dependencies)
		}
	}
	for _, key := range project.SortedKeys(doc.BuildDependencies) {
		if _, known := lines["build:"+key]; !known {
			lines["build:"+key] = project.Evidence{File: file, Line: project.LineOf(text, key)}
		}
	}
}

// pathDependency notes the folder of a dependency that is no member of the workspace.
func (c *Crate) pathDependency(at string) {
	if at != "." && !slices.Contains(c.Members, at) && !slices.Contains(c.PathDependencies, at) {
		c.PathDependencies = append(c.PathDependencies, at)
	}
}

// otherSystem says whether a target of cargo's, a triple or a cfg, is of a system that no image is for.
func otherSystem(target string) bool {
	return strings.Contains(target, "windows") || strings.Contains(target, "macos") || strings.Contains(target, "wasm")
}

// cargoDependency returns a dependency's package, its requirement and its path, each as far as it is said.
func cargoDependency(key string, value any, doc *cargoToml) (name, version, at string) {
	name = key
	switch v := value.(type) {
	case string:
		version = v
	case map[string]any:
		if v["workspace"] == true && doc.Workspace != nil {
			if shared, found := doc.Workspace.Dependencies[key]; found {
				return cargoDependency(key, shared, &cargoToml{})
			}
		}
		version, _ = v["version"].(string)
		at, _ = v["path"].(string)
		if renamed, isText := v["package"].(string); isText {
			name = renamed
		}
	}
	return name, version, at
}

// readBins finds a package's programs, the declared ones and those that cargo finds by itself.
func (c *Crate) readBins(r *project.Files, dir string, doc *cargoToml) {
	taken := map[string]bool{}
	bin := func(name, file string, features []string) {
		if !taken[name] {
			taken[name] = true
			c.Bins = append(c.Bins, CargoBin{Name: name, Package: doc.Package.Name, Dir: dir, Path: file, RequiredFeatures: features})
		}
	}
	paths := map[string]bool{}
	for _, b := range doc.Bin {
		file := path.Join(dir, cmp.Or(b.Path, path.Join("src/bin", b.Name+".rs")))
		if b.Path == "" && !r.Has(file) && b.Name == doc.Package.Name {
			file = path.Join(dir, "src/main.rs")
		}
		paths[file] = true
		bin(b.Name, file, b.Features)
	}
	if doc.Package.AutoBins != nil && !*doc.Package.AutoBins {
		return
	}
	if file := path.Join(dir, "src/main.rs"); r.Has(file) && !paths[file] {
		bin(doc.Package.Name, file, nil)
	}
	for _, name := range r.Names(path.Join(dir, "src/bin")) {
		file := path.Join(dir, "src/bin", name)
		if stem, isRust := strings.CutSuffix(name, ".rs"); isRust && !paths[file] {
			bin(stem, file, nil)
		} else if main := path.Join(file, "main.rs"); r.Has(main) && !paths[main] {
			bin(name, main, nil)
		}
	}
}
