package c

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/rewrite/compiled"
	"lightship/engine/rewrite/model"
)

// stage is a stage that builds a C or C++ program, as far as it can be read.
type stage struct {
	compiled.Build
	// builds says that a RUN compiles; static that a command links with -static.
	builds, static bool
	// programs are where commands leave what is sure to be linked: a Makefile may make anything.
	programs []string
	// linked are the names of the libraries that compilers are told to link with -l.
	linked []string
	// workdir is the folder of the last build.
	workdir string
}

// readStage looks for make, CMake and compilers in a stage and for what they leave.
func readStage(s *model.Stage, b *Build) *stage {
	g := &stage{Build: compiled.Build{Stage: s}}
	g.Read(func(i int, cmd model.Command) bool {
		switch name := cmd.Name(); {
		case name == "make" || name == "gmake" || name == "ninja":
			g.made(i, cmd, b, folder(cmd, "-C"))
		case name == "cmake" && (cmd.Arg(1) == "--build" || cmd.Arg(1) == "--install"):
			g.made(i, cmd, b, model.Resolve(cmd.Dir, cmd.Arg(2)))
		case name == "cmake":
		case isCompiler(name):
			g.compiled(i, cmd)
		default:
			return false
		}
		return true
	})
	return g
}

func isCompiler(name string) bool {
	return slices.Contains([]string{"gcc", "cc", "clang", "g++", "c++", "clang++"}, name)
}

// folder is the folder that a command works in, with a flag that changes it.
func folder(cmd model.Command, flag string) string {
	for i := 1; i < len(cmd.Args); i++ {
		if cmd.Arg(i) == flag {
			return model.Resolve(cmd.Dir, cmd.Arg(i+1))
		}
		if value, ok := strings.CutPrefix(cmd.Arg(i), flag); ok && value != "" {
			return model.Resolve(cmd.Dir, value)
		}
	}
	return cmd.Dir
}

// made notes what make or a CMake build leaves.
func (g *stage) made(i int, cmd model.Command, b *Build, dir string) {
	g.builds, g.workdir = true, cmd.Dir
	at := g.Instructions[i].Lines
	if cmd.Nested || !cmd.DirKnown {
		g.Problem(at, "%s runs only under a condition, in a loop or in a folder that can't be told", cmd.Name())
		return
	}
	installs := false
	for k := 1; k < len(cmd.Args); k++ {
		a := cmd.Arg(k)
		g.static = g.static || strings.Contains(cmd.Args[k].Raw, "-static")
		installs = installs || a == "install" || a == "--install"
	}
	if b != nil {
		g.left(i, cmd, b, dir)
	}
	if installs && !g.Follow(i, cmd) {
		g.Problem(at, "%s installs files in places that can't be told", cmd.Name())
	}
}

// left notes the programs that a build leaves in its folder.
func (g *stage) left(i int, cmd model.Command, b *Build, dir string) {
	for _, e := range b.Executables {
		g.programs = append(g.programs, path.Join(dir, e.Path))
		g.Built(i, cmd, path.Join(dir, e.Path))
	}
	if b.Tool != Make {
		return
	}
	for _, target := range b.Targets {
		if p := path.Join(dir, target); g.At(p) == nil && !slices.Contains([]string{"all", "clean", "test", "check", "install", "run"}, target) {
			g.Built(i, cmd, p)
		}
	}
}

// compiled notes the program that a compiler leaves.
func (g *stage) compiled(i int, cmd model.Command) {
	g.builds, g.workdir = true, cmd.Dir
	at := g.Instructions[i].Lines
	if cmd.Nested || !cmd.DirKnown {
		g.Problem(at, "%s runs only under a condition, in a loop or in a folder that can't be told", cmd.Name())
		return
	}
	if slices.ContainsFunc(cmd.Args, func(w model.Word) bool { return w.Text == "-c" || w.Text == "-shared" }) {
		return
	}
	out, told := g.compilerOutput(cmd)
	if !told {
		g.Problem(at, "what %s leaves, and where, can't be told", cmd.Name())
		return
	}
	g.programs = append(g.programs, model.Resolve(cmd.Dir, out))
	g.Built(i, cmd, model.Resolve(cmd.Dir, out))
}

// compilerOutput reads the arguments of a compiler: where its program goes, and what it links. It is not told when that can't be told.
func (g *stage) compilerOutput(cmd model.Command) (out string, told bool) {
	out = "a.out"
	for k := 1; k < len(cmd.Args); k++ {
		switch a := cmd.Arg(k); {
		case a == "" && cmd.Arg(k-1) == "-o", a == "" && !g.unclearArgument(cmd.Args[k].Raw):
			return "", false
		case a == "-o":
			out = cmd.Arg(k + 1)
		case a == "-static":
			g.static = true
		case a == "-fopenmp":
			g.linked = append(g.linked, "gomp")
		case strings.HasPrefix(a, "-l"):
			g.linked = append(g.linked, strings.TrimPrefix(a, "-l"))
		case strings.HasPrefix(a, "-o") && !strings.HasPrefix(a, "-object"):
			out = strings.TrimPrefix(a, "-o")
		}
	}
	return out, true
}

// askedFor are the libraries that pkg-config is asked for the flags of, by a command that is written into another one.
var askedFor = regexp.MustCompile("^[`\"]*(?:\\$\\()?\\s*pkg-config((?:\\s+--(?:cflags|libs|static))+)((?:\\s+[\\w.+-]+)+)\\s*[`)\"]*$")

// unclearArgument reads an argument of a compiler that only running tells: names of sources by a pattern, and what pkg-config
// says. It is false for others.
func (g *stage) unclearArgument(raw string) bool {
	if match := askedFor.FindStringSubmatch(raw); match != nil {
		if strings.Contains(match[1], "--libs") {
			g.linked = append(g.linked, strings.Fields(match[2])...)
		}
		return true
	}
	return strings.Contains(raw, "*") && !strings.ContainsAny(raw, "$`")
}

// others are the programs that compilers are told to leave beside the one that is started. What else a Makefile makes is not asked for.
func (g *stage) others() []string {
	return slices.DeleteFunc(g.Beside(g.Started()), func(at string) bool {
		return !isCompiler(g.At(at).Command.Name())
	})
}

// buildEnv are the variables that only a build reads.
const buildEnv = " PATH CC CXX AR LD CFLAGS CXXFLAGS CPPFLAGS LDFLAGS MAKEFLAGS CMAKE_BUILD_TYPE PKG_CONFIG_PATH DEBIAN_FRONTEND "

// isBuildEnv says whether only a build reads a variable.
func isBuildEnv(name string) bool {
	return strings.HasPrefix(name, "CMAKE_") || strings.Contains(buildEnv, " "+name+" ")
}
