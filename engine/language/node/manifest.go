package node

import (
	"cmp"
	"context"
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/language/scan"
	"lightship/engine/project"
)

// packageJSON is the part of package.json that is read.
type packageJSON struct {
	Name                 string            `json:"name"`
	Version              string            `json:"version"`
	Private              bool              `json:"private"`
	Type                 string            `json:"type"`
	Main                 string            `json:"main"`
	Bin                  json.RawMessage   `json:"bin"`
	Scripts              map[string]string `json:"scripts"`
	Dependencies         map[string]string `json:"dependencies"`
	DevDependencies      map[string]string `json:"devDependencies"`
	OptionalDependencies map[string]string `json:"optionalDependencies"`
	Engines              map[string]string `json:"engines"`
	Volta                map[string]string `json:"volta"`
	PackageManager       string            `json:"packageManager"`
	Workspaces           json.RawMessage   `json:"workspaces"`
}

// readNode reads package.json and what is beside it; nil without one, or when it is broken.
func readNode(ctx context.Context, r *project.Files) (*Package, error) {
	var p packageJSON
	text, ok := r.JSON("package.json", &p)
	if !ok {
		return nil, nil
	}
	n := &Package{
		Name: p.Name, Version: p.Version, Private: p.Private, Module: p.Type == "module", Main: p.Main, Bin: binsOf(p),
		Scripts: p.Scripts, Dependencies: dependencies(p.Dependencies), DevDependencies: dependencies(p.DevDependencies),
		Engines: p.Engines["node"],
	}
	for _, name := range []string{"preinstall", "install", "postinstall", "prepare"} {
		if p.Scripts[name] != "" {
			n.InstallScripts = append(n.InstallScripts, name)
		}
	}
	n.NodeVersion = nodeVersion(r, p)
	n.readWorkspaces(r, p)
	n.readManager(r, p, text)
	n.readTypeScript(r)
	n.readFrameworks(r, text)
	n.readNative(r, p, text)
	n.readStart(text)
	return n, n.readNeeded(ctx, r, text)
}

func dependencies(m map[string]string) []project.Dependency {
	var out []project.Dependency
	for _, name := range project.SortedKeys(m) {
		out = append(out, project.Dependency{Name: name, Version: m[name]})
	}
	return out
}

// binsOf reads "bin": a map, or one path for a program with the package's name.
func binsOf(p packageJSON) map[string]string {
	var many map[string]string
	if json.Unmarshal(p.Bin, &many) == nil && len(many) > 0 {
		return many
	}
	var one string
	if json.Unmarshal(p.Bin, &one) == nil && one != "" {
		return map[string]string{path.Base(p.Name): one}
	}
	return nil
}

// nodeVersion returns the version that a file for version managers pins.
func nodeVersion(r *project.Files, p packageJSON) string {
	for _, name := range []string{".nvmrc", ".node-version"} {
		if text, ok := r.Read(name); ok {
			if v := strings.TrimPrefix(scan.Word(string(text)), "v"); v != "" {
				return v
			}
		}
	}
	return cmp.Or(p.Volta["node"], scan.ToolVersion(r, "nodejs", "node"))
}

// has says whether the project itself asks for a package, to run or to develop.
func (n *Package) has(name string) (version string, dev, found bool) {
	for _, d := range n.Dependencies {
		if d.Name == name {
			return d.Version, false, true
		}
	}
	for _, d := range n.DevDependencies {
		if d.Name == name {
			return d.Version, true, true
		}
	}
	return "", false, false
}

// readWorkspaces reads the patterns of npm, yarn and bun, or of pnpm, and finds the members.
func (n *Package) readWorkspaces(r *project.Files, p packageJSON) {
	var object struct {
		Packages []string `json:"packages"`
	}
	if json.Unmarshal(p.Workspaces, &n.Workspaces) != nil && json.Unmarshal(p.Workspaces, &object) == nil {
		n.Workspaces = object.Packages
	}
	var pnpm struct {
		Packages []string `yaml:"packages"`
	}
	if r.YAML("pnpm-workspace.yaml", &pnpm) && len(pnpm.Packages) > 0 {
		n.Workspaces = pnpm.Packages
	}
	if len(n.Workspaces) > 0 {
		n.Members = slices.DeleteFunc(r.Expand(n.Workspaces, "package.json"), func(dir string) bool { return dir == "." })
	}
}

// readTypeScript reads what the compiler is told.
func (n *Package) readTypeScript(r *project.Files) {
	_, _, n.TypeScript = n.has("typescript")
	for _, name := range []string{"tsconfig.build.json", "tsconfig.json"} {
		var config struct {
			CompilerOptions struct {
				OutDir string `json:"outDir"`
			} `json:"compilerOptions"`
		}
		if !r.Has(name) {
			continue
		}
		n.TypeScript = true
		if _, ok := r.JSON(name, &config); ok && config.CompilerOptions.OutDir != "" {
			n.OutDir = path.Clean(config.CompilerOptions.OutDir)
			return
		}
	}
}

// startsWith finds the first word of a command that is a program, after variables that are set for it.
var startsWith = regexp.MustCompile(`^(?:\w+=\S*\s+)*(?:npx\s+|cross-env\s+(?:\w+=\S*\s+)*)?(\S+)`)

// readStart looks for development dependencies in the start command.
func (n *Package) readStart(text []byte) {
	command := n.Scripts["start"]
	for part := range strings.SplitSeq(command, "&&") {
		match := startsWith.FindStringSubmatch(strings.TrimSpace(part))
		if match == nil {
			continue
		}
		if _, dev, found := n.has(match[1]); found && dev {
			n.DevAtRuntime = append(n.DevAtRuntime, project.Evidence{
				File: "package.json", Line: keyLine(text, "start"),
				Says: "the start script runs " + match[1] + ", a development dependency",
			})
		}
	}
}

// keyLine returns the 1-based line of a key in a JSON text, 0 when it is not found.
func keyLine(text []byte, key string) int {
	at := regexp.MustCompile(`"` + regexp.QuoteMeta(key) + `"\s*:`).FindIndex(text)
	if at == nil {
		return 0
	}
	return project.LineAt(text, at[0])
}
