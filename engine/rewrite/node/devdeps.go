package node

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"lightship/engine/project"
)

// needsDev says why the program may need a development dependency when it runs; empty when it needs none.
func (s start) needsDev(n *project.NodePackage) string {
	if s.opaque {
		return "the start script does more than start one program, and whether that needs a development dependency is not known"
	}
	for _, words := range s.called {
		if words[0] == "node" {
			if name := preloaded(words); hasDependency(n.DevDependencies, name) {
				return fmt.Sprintf("the start command loads %s, a development dependency", name)
			}
			continue
		}
		switch name := packageOf(words[0]); {
		case hasDependency(n.Dependencies, name):
		case hasDependency(n.DevDependencies, name):
			return fmt.Sprintf("the start command runs %s, a development dependency", words[0])
		default:
			return fmt.Sprintf("the start command runs %s, and which package brings it is not known", words[0])
		}
	}
	return ""
}

// configuredByDev says why the configuration of a program that starts needs a development dependency, empty when it needs none.
func (s start) configuredByDev(dir string, n *project.NodePackage) string {
	for _, words := range s.called {
		if words[0] == "node" || dir == "" {
			continue
		}
		for _, ext := range []string{".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"} {
			file := words[0] + ".config" + ext
			at := filepath.Join(dir, file)
			if _, err := os.Stat(at); err != nil {
				continue
			}
			if name := devImport(at, n); name != "" {
				return fmt.Sprintf("%s, which %s reads when it starts, imports %s, a development dependency", file, words[0], name)
			}
			if strings.HasSuffix(ext, "ts") && hasDependency(n.DevDependencies, "typescript") {
				return fmt.Sprintf("%s reads %s when it starts, and may need typescript for that", words[0], file)
			}
		}
	}
	return ""
}

// preloaded is the package of a module that node loads before the program, empty for none.
func preloaded(words []string) string {
	for i, w := range words {
		flag, value, joined := strings.Cut(w, "=")
		switch flag {
		case "-r", "--require", "--import", "--loader", "--experimental-loader":
			if !joined && i+1 < len(words) {
				value = words[i+1]
			}
			return packageName(value)
		}
	}
	return ""
}

// packageName is the package of a module's name: "ts-node/register" is of ts-node, "@swc-node/register/esm" of @swc-node/register.
func packageName(module string) string {
	parts := strings.Split(module, "/")
	if strings.HasPrefix(module, "@") && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

// imported finds what a source file imports when it runs: import and require, but no types.
var imported = regexp.MustCompile(`(?m)(?:^\s*(?:import|export)\s+(?:[^'"\n;]*?\sfrom\s+)?|\brequire\(\s*|\bimport\(\s*)["']([^"'.\n][^"'\n]*)["']`)

const (
	// maxSources is how many source files are read, maxSource the most bytes of one.
	maxSources = 3000
	maxSource  = 1 << 20
)

// importedDev names a source file that imports a development dependency, and which; both empty when none does. Tests and
// the configuration of tools may.
func importedDev(dir string, n *project.NodePackage) (file, name string) {
	if dir == "" || len(n.DevDependencies) == 0 {
		return "", ""
	}
	left := maxSources
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil
		case e.IsDir():
			if path != dir && skippedFolder(e.Name()) {
				return fs.SkipDir
			}
			return nil
		case !isSource(e.Name()) || !e.Type().IsRegular():
			return nil
		case left == 0:
			return fs.SkipAll
		}
		left--
		if name = devImport(path, n); name != "" {
			file = path
			return fs.SkipAll
		}
		return nil
	})
	if err != nil || file == "" {
		return "", ""
	}
	if rel, err := filepath.Rel(dir, file); err == nil {
		file = filepath.ToSlash(rel)
	}
	return file, name
}

// devImport is the development dependency that a file imports, empty for none.
func devImport(path string, n *project.NodePackage) string {
	info, err := os.Stat(path)
	if err != nil || info.Size() > maxSource {
		return ""
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	for _, match := range imported.FindAllSubmatchIndex(text, -1) {
		if statement := text[match[0]:match[1]]; bytes.HasPrefix(bytes.TrimSpace(statement), []byte("import type")) {
			continue
		}
		if name := packageName(string(text[match[2]:match[3]])); hasDependency(n.DevDependencies, name) && !hasDependency(n.Dependencies, name) {
			return name
		}
	}
	return ""
}

func skippedFolder(name string) bool {
	switch name {
	case "node_modules", ".git", "dist", "build", "out", "coverage", "test", "tests", "__tests__", "__mocks__", "spec", "e2e", "cypress", "docs", "scripts":
		return true
	}
	return strings.HasPrefix(name, ".")
}

func isSource(name string) bool {
	switch filepath.Ext(name) {
	case ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx":
	default:
		return false
	}
	for _, part := range []string{".test.", ".spec.", ".config.", ".d.ts", ".stories."} {
		if strings.Contains(name, part) {
			return false
		}
	}
	return !strings.HasPrefix(name, ".") && !strings.HasPrefix(name, "gulpfile") && !strings.HasPrefix(name, "Gruntfile")
}
