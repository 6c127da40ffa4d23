package golang

import (
	"fmt"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/rewrite/compiled"
	"lightship/engine/rewrite/model"
)

// withoutLibrary are development packages that leave nothing to link to but the C library: headers, and tools of the build.
func withoutLibrary() []string {
	return []string{"musl-dev", "libc-dev", "libc6-dev", "linux-headers", "protobuf-dev", "libclang-dev", "clang-dev", "python3-dev", "nlohmann-json3-dev", "libeigen3-dev"}
}

// libraries are the libraries of the system that a build with cgo may link to: those whose development packages the stage
// installs. Which of them the dependencies link to only their sources tell, so all of them count. It fails with the reason when
// the package to run one of them is not known.
func (r *reading) libraries() (linked []compiled.Library, why string) {
	if !r.cgo {
		return nil, ""
	}
	builder := bases.Describe(r.builder)
	for _, i := range r.build.Runs() {
		for _, c := range r.build.Scripts[i].Commands {
			for _, name := range installed(c) {
				l, known := compiled.LibraryOf(name)
				switch {
				case !known && (!isLibrary(name) || builder.Libc == "glibc" && r.build.Reinstalls(name)):
				case !known || builder.Libc != "glibc" || builder.Suite == "":
					return nil, fmt.Sprintf("the stage installs %s, which cgo may link to, and what a program needs of it at run time on %s is not known", name, r.builder)
				case !slices.ContainsFunc(linked, func(o compiled.Library) bool { return o.Run[0] == l.Run[0] }):
					linked = append(linked, l)
				}
			}
		}
	}
	return linked, ""
}

// installed are the names of the packages that a command of apt or apk installs.
func installed(c model.Command) []string {
	if !slices.Contains([]string{"apt-get", "apt", "apk"}, c.Name()) {
		return nil
	}
	var names []string
	install := false
	for i := 1; i < len(c.Args); i++ {
		switch a := c.Arg(i); {
		case a == "install" || a == "add":
			install = true
		case install && !strings.HasPrefix(a, "-"):
			name, _, _ := strings.Cut(a, "=")
			names = append(names, name)
		}
	}
	return names
}

// isLibrary says whether a package that is not known is one of a library's for building.
func isLibrary(name string) bool {
	library := strings.HasSuffix(name, "-dev") || strings.HasSuffix(name, "-static") || strings.HasSuffix(name, "-libs-static")
	return library && !slices.Contains(withoutLibrary(), name)
}
