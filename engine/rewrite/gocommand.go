package rewrite

import (
	"path"
	"regexp"
	"strings"
)

// goCommand is a run of the go command.
type goCommand struct {
	command
	// verb is "build", "install", "mod download", "test" and so on.
	verb string
	// verbEnd is where the verb ends in the instruction's text.
	verbEnd int
	// packages are the arguments after the flags.
	packages []string
	// output is the value of -o, empty when there is none.
	output string
	// outputKnown is false when -o is given a value that can't be told.
	outputKnown bool
	// ldflags is the value of -ldflags, nil when there is none.
	ldflags   *word
	trimpath  bool
	race      bool
	chdir     string
	buildmode string
	vendor    bool
	// opaque says that its verb or a package can't be told.
	opaque bool
}

// flagsWithValue are the flags of go build that take a value as the next argument.
const flagsWithValue = " C o p asmflags buildmode buildvcs compiler covermode coverpkg gccgoflags gcflags installsuffix ldflags " +
	"mod modfile overlay pgo pkgdir tags toolexec run timeout count bench "

// readGo reads a run of the go command; ok is false for any other command.
func readGo(c command) (g goCommand, ok bool) {
	if c.name() != "go" || len(c.args) < 2 {
		return goCommand{}, false
	}
	g = goCommand{command: c, verb: c.arg(1), verbEnd: c.args[1].last, outputKnown: true, opaque: !c.args[1].known}
	rest := c.args[2:]
	if g.verb == "mod" && len(rest) > 0 {
		g.verb, g.verbEnd = "mod "+rest[0].text, rest[0].last
		rest = rest[1:]
	}
	g.vendor = strings.Contains(c.env["GOFLAGS"], "-mod=vendor")
	for len(rest) > 0 {
		rest = g.argument(rest)
	}
	return g, true
}

// argument reads one flag or package and returns what follows it.
func (g *goCommand) argument(rest []word) []word {
	w := rest[0]
	flag, value, joined := strings.Cut(strings.TrimPrefix(w.text, "-"), "=")
	flag = strings.TrimPrefix(flag, "-")
	switch {
	case !w.known:
		g.unknownArgument(w)
		return rest[1:]
	case !strings.HasPrefix(w.text, "-"):
		g.packages = append(g.packages, w.text)
		return rest[1:]
	case joined:
		g.flag(flag, word{text: value, known: true, first: w.first + strings.Index(w.raw, "=") + 1, last: w.last})
		return rest[1:]
	case strings.Contains(flagsWithValue, " "+flag+" ") && len(rest) > 1:
		g.flag(flag, rest[1])
		return rest[2:]
	}
	g.flag(flag, word{known: true})
	return rest[1:]
}

// unknownArgument reads an argument whose text only running the script tells: "-ldflags=-X main.v=$(git describe)".
func (g *goCommand) unknownArgument(w word) {
	flag, _, joined := strings.Cut(strings.TrimLeft(w.raw, `-"'`), "=")
	if !strings.HasPrefix(w.raw, "-") || !joined {
		g.opaque = true
		return
	}
	g.flag(flag, word{first: w.first + strings.Index(w.raw, "=") + 1, last: w.last})
}

func (g *goCommand) flag(name string, value word) {
	switch name {
	case "o":
		g.output, g.outputKnown = value.text, value.known
	case "ldflags":
		g.ldflags = &value
	case "trimpath":
		g.trimpath = value.text != "false"
	case "race", "msan", "asan":
		g.race = true
	case "C":
		g.chdir = value.text
	case "buildmode":
		g.buildmode = value.text
	case "mod":
		g.vendor = value.text == "vendor"
	}
}

// builds says whether the command leaves a program.
func (g goCommand) builds() bool {
	return g.verb == "build" || (g.verb == "install" && !g.installsTool())
}

// installsTool says whether it installs a program of another module: go install path@version.
func (g goCommand) installsTool() bool {
	for _, p := range g.packages {
		if strings.Contains(p, "@") {
			return g.verb == "install"
		}
	}
	return false
}

// usesModules says whether it reads the module cache, and usesBuildCache whether the build cache.
func (g goCommand) usesModules() bool {
	switch g.verb {
	case "build", "install", "mod download", "mod tidy", "mod verify", "mod vendor", "get", "generate", "test", "vet", "run", "list":
		return !g.vendor
	}
	return false
}

func (g goCommand) usesBuildCache() bool {
	switch g.verb {
	case "build", "install", "test", "vet", "run", "generate":
		return true
	}
	return false
}

// majorVersion is the last element of a module path that names a major version.
var majorVersion = regexp.MustCompile(`^v[0-9]+$`)

// programName is the name the go command gives a program without -o: the last element of the package's import path, or
// the file's name for a list of files. module is the module path, root its folder in the image.
func (g goCommand) programName(module, root string) string {
	dir := g.workdir()
	if len(g.packages) == 1 && strings.HasSuffix(g.packages[0], ".go") || len(g.packages) > 1 {
		return strings.TrimSuffix(path.Base(g.packages[0]), ".go")
	}
	pkg := "."
	if len(g.packages) == 1 {
		pkg = g.packages[0]
	}
	full := pkg
	if pkg == "." || strings.HasPrefix(pkg, "./") || strings.HasPrefix(pkg, "../") {
		full = resolve(dir, pkg)
		below := strings.Trim(strings.TrimPrefix(full, root), "/")
		full = path.Join(module, below)
	}
	return importName(full)
}

// importName is the last element of an import path that is not a major version.
func importName(importPath string) string {
	name := path.Base(importPath)
	if majorVersion.MatchString(name) && strings.Contains(importPath, "/") {
		return path.Base(path.Dir(importPath))
	}
	return name
}

// workdir is the folder the go command works in.
func (g goCommand) workdir() string {
	if g.chdir != "" {
		return resolve(g.dir, g.chdir)
	}
	return g.dir
}
