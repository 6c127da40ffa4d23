package python

import (
	"regexp"
	"strings"

	"lightship/engine/evidence"
	system "lightship/engine/rewrite/packages"
)

// loaderOf says which calls open a library of the system by its name; bare says that the name has neither "lib" nor an ending.
func loaderOf(name string) (bare, found bool) {
	switch name {
	case "ctypes.util.find_library", "util.find_library":
		return true, true
	case "ctypes.CDLL", "ctypes.PyDLL", "ctypes.cdll.LoadLibrary", "cdll.LoadLibrary", ".dlopen", ".LoadLibrary":
		return false, true
	}
	return false, false
}

// soname finds the name of a library that the loader looks for in the system's folders.
var soname = regexp.MustCompile(`^lib[\w+.-]+\.so(?:\.[\d.]+)?$`)

// loads is the evidence of the libraries of the system that a source opens by their names. One by a path is a file of the program's.
func (s *source) loads() evidence.List {
	var out evidence.List
	for _, c := range s.calls(func(name string) bool { _, found := loaderOf(name); return found }) {
		argument, given := c.arg(0, "name")
		subject, known := s.values.Evaluate(strings.TrimSpace(argument))
		if !given || !known {
			continue
		}
		if bare, _ := loaderOf(c.name); bare {
			subject = "lib" + subject + ".so"
		}
		if soname.MatchString(subject) {
			out = append(out, s.found(c.line, c.name, evidence.Loads, subject, true))
		}
	}
	return out
}

// ofInterpreter are libraries that the slim images of Python have: those of the C library and those of its own modules.
var ofInterpreter = []string{
	"libc", "libm", "libdl", "libpthread", "librt", "libutil", "libresolv", "libgcc_s", "libstdc++", "libssl", "libcrypto", "libsqlite3", "libffi", "libz",
	"libbz2", "liblzma", "libuuid", "libreadline", "libexpat", "libtinfo", "libcrypt", "libselinux", "libblkid", "libmount",
}

// libraryPackage is Debian's package of a library that is opened by a name; found is false when none is known, and the package is empty for
// a library that the slim images have.
func libraryPackage(name string) (pack string, found bool) {
	stem, _, _ := strings.Cut(name, ".so")
	for _, own := range ofInterpreter {
		if stem == own {
			return "", true
		}
	}
	for _, l := range system.Linked() {
		if stem+".so" == strings.SplitAfter(l.Sonames[0], ".so")[0] {
			return l.Run[0], true
		}
	}
	return system.Loaded(stem)
}
