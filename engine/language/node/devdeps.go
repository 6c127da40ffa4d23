package node

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"regexp"
	"strings"

	"lightship/engine/project"
	"lightship/engine/rewrite/model"
)

// needsDev says why the program may need a development dependency when it runs; empty when it needs none.
func (s start) needsDev(n *Package) string {
	if s.opaque {
		return "the start script does more than start one program, and whether that needs a development dependency is not known"
	}
	for _, name := range preloaded(s.options) {
		if hasDependency(n.DevDependencies, name) {
			return fmt.Sprintf("NODE_OPTIONS loads %s, a development dependency", name)
		}
	}
	for _, words := range s.called {
		if words[0] == "node" {
			for _, name := range preloaded(words) {
				if hasDependency(n.DevDependencies, name) {
					return fmt.Sprintf("the start command loads %s, a development dependency", name)
				}
			}
			for _, word := range words[1:] {
				if name := inModules(word); hasDependency(n.DevDependencies, name) {
					return fmt.Sprintf("the start command runs %s, a development dependency", word)
				}
			}
			continue
		}
		switch name := packageOf(words[0]); {
		case hasDependency(n.Dependencies, name), words[0] == s.global:
		case hasDependency(n.DevDependencies, name):
			return fmt.Sprintf("the start command runs %s, a development dependency", words[0])
		default:
			return fmt.Sprintf("the start command runs %s, and which package brings it is not known", words[0])
		}
	}
	return ""
}

// configuredByDev says why the configuration of a program that starts needs a development dependency, empty when it needs none.
func (s start) configuredByDev(files *project.Files, n *Package) string {
	for _, words := range s.called {
		if words[0] == "node" {
			continue
		}
		for _, ext := range []string{".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"} {
			file := words[0] + ".config" + ext
			if !files.Has(file) {
				continue
			}
			if name := devImport(files, file, devOnly(n)); name != "" {
				return fmt.Sprintf("%s, which %s reads when it starts, imports %s, a development dependency", file, words[0], name)
			}
			if strings.HasSuffix(ext, "ts") && hasDependency(n.DevDependencies, "typescript") {
				return fmt.Sprintf("%s reads %s when it starts, and may need typescript for that", words[0], file)
			}
		}
		for _, file := range words[1:] {
			if name := mentioned(files, inFolder(file), n); name != "" {
				return fmt.Sprintf("%s, which %s reads when it starts, names %s, a development dependency", file, words[0], name)
			}
		}
	}
	return ""
}

// mentioned is a development dependency whose name stands anywhere in a file, such as in the arguments of an interpreter that a
// process manager starts; empty for none, and where there is no such file.
func mentioned(files *project.Files, name string, n *Package) string {
	text := readSource(files, name)
	for _, d := range n.DevDependencies {
		if bytes.Contains(text, []byte(d.Name)) && !hasDependency(n.Dependencies, d.Name) {
			return d.Name
		}
	}
	return ""
}

// preloaded are the packages of the modules that node loads before the program.
func preloaded(words []string) []string {
	var out []string
	for i, w := range words {
		flag, value, joined := strings.Cut(w, "=")
		switch flag {
		case "-r", "--require", "--import", "--loader", "--experimental-loader":
			if !joined && i+1 < len(words) {
				value = words[i+1]
			}
			out = append(out, packageName(value))
		}
	}
	return out
}

// inModules is the package of a file in node_modules, empty for any other file.
func inModules(file string) string {
	_, name, found := strings.Cut(file, "node_modules/")
	if bin, ok := strings.CutPrefix(name, ".bin/"); ok {
		return packageOf(bin)
	}
	if !found {
		return ""
	}
	return packageName(name)
}

// moduleOf is the package that a text in quotes names, if it names one.
func moduleOf(quoted string) string {
	if name := inModules(quoted); name != "" {
		return name
	}
	return packageName(quoted)
}

// devOnly are the names of the development dependencies that are no dependencies too.
func devOnly(n *Package) map[string]bool {
	dev := map[string]bool{}
	for _, d := range n.DevDependencies {
		dev[d.Name] = true
	}
	for _, d := range n.Dependencies {
		delete(dev, d.Name)
	}
	return dev
}

// packageName is the package of a module's name: "ts-node/register" is of ts-node, "@swc-node/register/esm" of @swc-node/register.
func packageName(module string) string {
	name, rest, more := strings.Cut(module, "/")
	if more && strings.HasPrefix(module, "@") {
		below, _, _ := strings.Cut(rest, "/")
		return module[:len(name)+1+len(below)]
	}
	return name
}

// quotes are the bytes that begin what inQuotes finds, and quoteOrBlank those that end it.
const (
	quotes       = "\"'`"
	quoteOrBlank = quotes + " \t\n\f\r"
)

var (
	// typeImport is a statement that imports types, of which nothing is left when it runs.
	typeImport = regexp.MustCompile(`(?m)^\s*(?:import|export)\s+type\s+(?:\{[^}]*\}|\*(?:\s+as\s+\w+)?|\w+(?:\s*,\s*\{[^}]*\})?)\s+from\s*["'][^"'\n]*["']`)
	// comments are those that start a line: what looks like one elsewhere may be the pattern "/*".
	comments = regexp.MustCompile(`(?m)^\s*//.*$|(?ms)^\s*/\*.*?\*/`)
	// inQuotes is a text that may name a module, or a file of one: "helmet", "ts-node/register", "./node_modules/.bin/tsx".
	inQuotes = regexp.MustCompile("[\"'`]([^\"'`\\s]+)[\"'`]")
)

const (
	// maxSources is how many source files are read, maxSource the most bytes of one.
	maxSources = 3000
	maxSource  = 1 << 20
)

// devUse is a source file that names a development dependency, and which; both are empty when none does.
type devUse struct{ file, name string }

// devUseOf is the key of what the sources in a folder say of a package's dependencies.
type devUseOf struct{ dir, dependencies string }

// importedDev is findImportedDev, which reads every source, done once for all texts of the Dockerfile.
func (r *reading) importedDev(n *Package) (file, name string) {
	key := devUseOf{path.Join(r.Project.Dir, r.folder), fmt.Sprint(n.Dependencies, n.DevDependencies)}
	use := model.OfFiles(r.Memory, key, func() devUse {
		file, name := findImportedDev(r.files(), n)
		return devUse{file, name}
	})
	return use.file, use.name
}

// findImportedDev names a source file that names a development dependency, and which; both empty when none does. Tests and
// the configuration of tools may.
func findImportedDev(files *project.Files, n *Package) (file, name string) {
	if len(n.DevDependencies) == 0 {
		return "", ""
	}
	all, err := files.All(context.Background())
	if err != nil {
		return "", ""
	}
	left, dev := maxSources, devOnly(n)
	for _, file := range all {
		if left == 0 {
			break
		}
		if !isSource(path.Base(file)) || inSkippedFolder(file) {
			continue
		}
		left--
		if name := devImport(files, file, dev); name != "" {
			return file, name
		}
	}
	return "", ""
}

// inSkippedFolder says whether a file stands in a folder of tests, or of what a build makes.
func inSkippedFolder(file string) bool {
	for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
		if skippedFolder(path.Base(dir)) {
			return true
		}
	}
	return false
}

// devImport is the development dependency that a file imports, empty for none. Whatever names one in quotes counts: loggers,
// ORMs and plugin systems load a module by its name, and servers hand out files from its folder.
func devImport(files *project.Files, file string, dev map[string]bool) string {
	text := readSource(files, file)
	if !mayName(string(text), dev) {
		return ""
	}
	text = typeImport.ReplaceAll(comments.ReplaceAll(text, nil), nil)
	for _, match := range inQuotes.FindAllSubmatch(text, -1) {
		if name := moduleOf(string(match[1])); dev[name] {
			return name
		}
	}
	return ""
}

// mayName says whether a text may name a development dependency in quotes, comments and imports of types included: what is true of
// nearly no file, and told without the patterns that then look closer.
func mayName(text string, dev map[string]bool) bool {
	for {
		begin := strings.IndexAny(text, quotes)
		if begin < 0 {
			return false
		}
		text = text[begin+1:]
		end := strings.IndexAny(text, quoteOrBlank)
		if end < 0 {
			end = len(text)
		}
		if dev[moduleOf(text[:end])] {
			return true
		}
		text = text[end:]
	}
}

// readSource is the text of a file, nil when it can't be read or is too large to be a source.
func readSource(files *project.Files, name string) []byte {
	text, err := files.Text(name, maxSource)
	if err != nil {
		return nil
	}
	return text
}

// inFolder is a path that a program is given, seen from the folder that it is started in.
func inFolder(name string) string { return strings.TrimPrefix(path.Clean("/"+name), "/") }

func skippedFolder(name string) bool {
	switch name {
	case "node_modules", ".git", "dist", "build", "out", "coverage", "test", "tests", "__tests__", "__mocks__", "spec", "e2e", "cypress", "docs", "scripts":
		return true
	}
	return strings.HasPrefix(name, ".")
}

func isSource(name string) bool {
	switch path.Ext(name) {
	case ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx", ".vue", ".svelte", ".astro":
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
