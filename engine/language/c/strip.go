package c

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/evidence"
	"lightship/engine/rewrite/model"
)

var (
	plainPath = regexp.MustCompile(`^[\w./+-]+$`)
	// stripFlag is what a build is told to strip by, whatever command it is given to; flagOfLinker is what a compiler and
	// install are.
	stripFlag    = regexp.MustCompile(`FLAGS\w*=.*[\s"'=]-s(?:[\s"']|$)|-Wl,(?:\S+,)?(?:-s\b|--strip)|--strip\b|install-strip|install/strip`)
	flagOfLinker = regexp.MustCompile(`(?:^|\s)-s(?:\s|$)`)
	// debugFlag asks for a build to look into; crossFlag for one that runs elsewhere.
	debugFlag = regexp.MustCompile(`-fsanitize=\w+|(?:^|[\s"'=])-pg(?:[\s"']|$)|--coverage\b|(?:CMAKE_)?BUILD_TYPE=["']?Debug\b|(?:^|\s)debug(?:\s|$)|\bDEBUG=[1y]` +
		`|(?:^|[\s;&/])(?:gdb|gdbserver|valgrind|linux-perf|bpftrace)(?:[\s;&]|$)`)
	crossFlag = regexp.MustCompile(`CROSS_COMPILE=[\w/]|CMAKE_TOOLCHAIN_FILE|CMAKE_SYSTEM_NAME|--sysroot|--host=|--target=\w+-|(?:^|\s)-target\s` +
		`|\$\{?\w+\}?-(?:gcc|g\+\+|cc|c\+\+|clang|ld)\b|\b\w+-(?:\w+-)?(?:linux|w64|mingw32|none|apple)[\w-]*-(?:gcc|g\+\+|cc|c\+\+|clang|ld)`)
)

// sanitizer is where the build asks for a sanitizer, empty where it does not: gcc links its library dynamically.
func (r *reading) sanitizer() string {
	for _, e := range Of(r.Project).Instrumented {
		if strings.HasPrefix(e.By, "-fsanitize") {
			return fmt.Sprintf("%s %s", where(e), e.Says)
		}
	}
	if flag := r.mentions(regexp.MustCompile(`-fsanitize=\w+`)); flag != "" {
		return "the Dockerfile uses " + flag
	}
	return ""
}

// leavesSymbols says whether the program that is shipped is sure to be one that strip can take symbols out of, and strip is
// sure to be there.
func (r *reading) leavesSymbols() bool {
	g, b := r.build, Of(r.Project)
	out := g.At(r.split.Program)
	if out == nil || !slices.Contains(g.programs, out.Paths[0]) && !slices.ContainsFunc(out.Left, g.linkedAt) || !plainPath.MatchString(r.split.Program) {
		return false
	}
	if g.Users[out.Instruction] != g.Users[min(g.LastRun+1, len(g.Users)-1)] {
		return false // The program may belong to the user who built it.
	}
	if len(b.Stripped) > 0 || bases.Describe(r.builder).PackageManager != "apt" && r.mentions(regexp.MustCompile(`\bclang`)) != "" {
		return false // Outside Debian, clang comes without binutils.
	}
	return !r.strips()
}

func (g *stage) linkedAt(at string) bool { return slices.Contains(g.programs, at) }

// keepsSymbols is why the program is to keep its symbols, or why strip can't be sure to know its format; empty when it may
// lose them.
func (r *reading) keepsSymbols() string {
	b := Of(r.Project)
	for _, e := range b.Needed.Of(evidence.Symbols) {
		return e.Place() + " " + e.Says()
	}
	for _, e := range b.Instrumented {
		return fmt.Sprintf("%s %s", where(e), e.Says)
	}
	if len(b.Finished) > 0 {
		return fmt.Sprintf("%s %s, which strip may undo", where(b.Finished[0]), b.Finished[0].Says)
	}
	written := regexp.MustCompile(`>\s*["']?(?:\S*/)?` + regexp.QuoteMeta(path.Base(r.build.At(r.split.Program).Paths[0])) + `["']?(?:[\s;&|)]|$)`)
	if r.mentions(written) != "" {
		return "the Dockerfile writes to the program after it is linked, which strip may undo"
	}
	if flag := r.mentions(debugFlag); flag != "" {
		return "the Dockerfile uses " + flag + ", which wants the symbols"
	}
	switch flag := r.mentions(crossFlag); {
	case len(b.Cross) > 0:
		return fmt.Sprintf("%s %s, whose format the builder's strip may not know", where(b.Cross[0]), b.Cross[0].Says)
	case flag != "":
		return "the Dockerfile uses " + flag + ": the program may be for another machine, whose format the builder's strip does not know"
	case r.build.Platform != "":
		return "the builder has a platform of its own: the program may be for another machine, whose format its strip does not know"
	}
	return ""
}

// mentions returns the first match in what the build stage runs and in the environment that it runs in, without blanks and
// quotes around it; empty when there is none.
func (r *reading) mentions(find *regexp.Regexp) string {
	g := r.build
	for i, ins := range g.Instructions {
		if g.Scripts[i] == nil && !slices.Contains([]string{"ENV", "ARG", "RUN"}, ins.Keyword) {
			continue
		}
		match := find.FindString(ins.Text)
		if s := g.Scripts[i]; s != nil && match == "" {
			match = find.FindString(expanded(s)) // The values of variables may say it.
		}
		if match != "" {
			return strings.Trim(match, " \t\n\"'=,;&/")
		}
	}
	return ""
}

// expanded are the commands of a script, one a line, with the values of variables where they are known.
func expanded(s *model.Script) string {
	var out strings.Builder
	for _, c := range s.Commands {
		for _, w := range c.Args {
			if w.Known {
				out.WriteString(w.Text + " ")
			}
		}
		out.WriteString("\n")
	}
	return out.String()
}

// strips says whether a command of the build stage strips, or tells the linker to.
func (r *reading) strips() bool {
	for _, s := range r.build.Scripts {
		if slices.ContainsFunc(s.Commands, strips) {
			return true
		}
	}
	return false
}

func strips(c model.Command) bool {
	words := make([]string, len(c.Args))
	for i, a := range c.Args {
		words[i] = a.Raw
	}
	text, name := strings.Join(words, " "), c.Name()
	if name == "strip" || stripFlag.MatchString(text) || (isCompiler(name) || name == "install") && flagOfLinker.MatchString(text) {
		return true
	}
	for variable, value := range c.Env.All() {
		if strings.HasSuffix(variable, "FLAGS") && (flagOfLinker.MatchString(value) || stripFlag.MatchString(value)) {
			return true
		}
	}
	return false
}
