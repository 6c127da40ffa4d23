package c

import (
	"path"
	"strings"
)

// isSource says whether a file belongs to the sources or the build of a C program.
func isSource(name string) bool {
	switch path.Base(name) {
	case "Makefile", "GNUmakefile", "makefile", "CMakeLists.txt", "meson.build", "configure", "configure.ac", "Makefile.am", "CMakePresets.json":
		return true
	}
	for _, suffix := range []string{".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".cmake", ".m4", ".o", ".a", ".in", ".S", ".s", ".ld"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return strings.HasPrefix(name, "build/")
}
