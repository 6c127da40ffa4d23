package golang

import (
	"path"
	"regexp"
	"strings"

	"lightship/engine/rewrite/model"
)

// command is a run of the go command.
type command struct {
	model.Command
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
	ldflags *model.Word
	// trimpath says that the paths of the sources are left out already, or that the program uses them.
	trimpath  bool
	race      bool
	chdir     string
	buildmode string
	vendor    bool
	// goflags says that GOFLAGS has, or may have, flags for the linker.
	goflags bool
	// opaque says that its verb or a package can't be told.
	opaque bool
}

// flagsWithValue are the flags of go build that take a value as the next argument.
const flagsWithValue = " C o p asmflags buildmode buildvcs compiler covermode coverpkg gccgoflags gcflags installsuffix ldflags " +
	"mod modfile overlay pgo pkgdir tags toolexec run timeout count bench "

// readGo reads a run of the go command; ok is false for any other command.
func readGo(c model.Command) (g command, ok bool) {
	if c.Name() != "go" || len(c.Args) < 2 {
		return command{}, false
	}
	g = command{Command: c, verb: c.Arg(1), verbEnd: c.Args[1].Last, outputKnown: true, opaque: !c.Args[1].Known}
	rest := c.Args[2:]
	if g.verb == "mod" && len(rest) > 0 {
		g.verb, g.verbEnd = "mod "+rest[0].Text, rest[0].Last
		rest = rest[1:]
	}
	g.vendor = strings.Contains(c.Env.Value("GOFLAGS"), "-mod=vendor")
	g.goflags = strings.Contains(c.Env.Value("GOFLAGS"), "ldflags") || strings.Contains(c.Env.Value("GOFLAGS"), "\x00")
	g.trimpath = strings.Contains(c.Env.Value("GOFLAGS"), "-trimpath")
	for len(rest) > 0 {
		rest = g.argument(rest)
	}
	return g, true
}

// argument reads one flag or package and returns what follows it.
func (g *command) argument(rest []model.Word) []model.Word {
	w := rest[0]
	flag, value, joined := strings.Cut(strings.TrimPrefix(w.Text, "-"), "=")
	flag = strings.TrimPrefix(flag, "-")
	switch {
	case !w.Known:
		g.unknownArgument(w)
		return rest[1:]
	case !strings.HasPrefix(w.Text, "-"):
		g.packages = append(g.packages, w.Text)
		return rest[1:]
	case joined:
		g.flag(flag, model.Word{Text: value, Known: true, First: w.First + strings.Index(w.Raw, "=") + 1, Last: w.Last})
		return rest[1:]
	case strings.Contains(flagsWithValue, " "+flag+" ") && len(rest) > 1:
		g.flag(flag, rest[1])
		return rest[2:]
	}
	g.flag(flag, model.Word{Known: true})
	return rest[1:]
}

// unknownArgument reads an argument whose text only running the script tells: "-ldflags=-X main.v=$(git describe)".
func (g *command) unknownArgument(w model.Word) {
	flag, _, joined := strings.Cut(strings.TrimLeft(w.Raw, `-"'`), "=")
	if !strings.HasPrefix(w.Raw, "-") || !joined {
		g.opaque = true
		return
	}
	g.flag(flag, model.Word{First: w.First + strings.Index(w.Raw, "=") + 1, Last: w.Last})
}

func (g *command) flag(name string, value model.Word) {
	switch name {
	case "o":
		g.output, g.outputKnown = value.Text, value.Known
	case "ldflags":
		g.ldflags = &value
	case "trimpath":
		g.trimpath = value.Text != "false"
	case "race", "msan", "asan":
		g.race = true
	case "C":
		g.chdir = value.Text
	case "buildmode":
		g.buildmode = value.Text
	case "mod":
		g.vendor = value.Text == "vendor"
	}
}

// builds says whether the command leaves a program.
func (g command) builds() bool {
	return g.verb == "build" || (g.verb == "install" && !g.installsTool())
}

// installsTool says whether it installs a program of another module: go install path@version.
func (g command) installsTool() bool {
	for _, p := range g.packages {
		if strings.Contains(p, "@") {
			return g.verb == "install"
		}
	}
	return false
}

// usesModules says whether it reads the module cache, and usesBuildCache whether the build cache.
func (g command) usesModules() bool {
	switch g.verb {
	case "build", "install", "mod download", "mod tidy", "mod verify", "mod vendor", "get", "generate", "test", "vet", "run", "list":
		return !g.vendor
	}
	return false
}

func (g command) usesBuildCache() bool {
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
func (g command) programName(module, root string) string {
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
		full = model.Resolve(dir, pkg)
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
func (g command) workdir() string {
	if g.chdir != "" {
		return model.Resolve(g.Dir, g.chdir)
	}
	return g.Dir
}
