package image

import (
	"regexp"

	"lightship/engine/commandline"
)

// compilerName finds compilers by their names, with the machine they build for and their version.
var compilerName = regexp.MustCompile(`^((.*-)?(gcc|g\+\+|clang|clang\+\+|gfortran|gccgo|gnat)(-[0-9.]+)?|` +
	`cc|c\+\+|c89|c99|dmd|fpc|ghc|go|javac|kotlinc|ocamlopt|rustc|swiftc|tcc)$`)

const (
	executableBits = 0o111
	setuidBit      = 0o4000
)

// surface counts over the merged file system. Executables are regular files that anyone may run, a hard link counted
// for each of its names. Shells and compilers are programs, however many names lead to them.
func (t *tree) surface() Surface {
	var s Surface
	shells, compilers := map[*content]bool{}, map[*content]bool{}
	t.root.each(func(n *node) {
		if n.kind == fileKind {
			s.Packages += n.content.packages
			if n.mode&executableBits != 0 {
				s.Executables++
			}
			if n.mode&setuidBit != 0 {
				s.Setuid++
			}
		}
		if n.parent.name != "bin" && n.parent.name != "sbin" {
			return
		}
		isShell, isCompiler := commandline.IsAnyShell(n.name), compilerName.MatchString(n.name)
		if !isShell && !isCompiler {
			return
		}
		program := t.find(n.parent, n.name, true)
		if program == nil || program.kind != fileKind || program.mode&executableBits == 0 {
			return
		}
		if isShell {
			shells[program.content] = true
		}
		if isCompiler {
			compilers[program.content] = true
		}
	})
	s.Shells, s.Compilers = len(shells), len(compilers)
	return s
}
