package compiled

import (
	"fmt"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/project"
	"lightship/engine/rewrite/packages"
	"lightship/engine/rewrite/pattern"
)

// Library is a library of the system that programs link to.
type Library = packages.Library

// LibraryOf returns the library that a development package or a package to run belongs to.
func LibraryOf(pkg string) (Library, bool) {
	pkg = strings.TrimSuffix(pkg, "t64")
	for _, l := range packages.Linked() {
		if slices.Contains(l.Dev, pkg) || l.Run[0] == pkg {
			return l, true
		}
	}
	return Library{}, false
}

// packageOn is the package to run on a suite: "libssl3t64" on trixie.
func packageOn(l Library, suite string) string {
	if l.T64 && (suite == "trixie" || suite == "noble" || suite == "resolute") {
		return l.Run[0] + "t64"
	}
	return l.Run[0]
}

// Linked returns the libraries that native dependencies link to. It fails with the reason when one of them is not known.
func Linked(natives []project.Native) (linked []Library, why string) {
	for _, n := range natives {
		named := slices.Concat(n.Run, n.Build)
		if strings.HasPrefix(n.What, "a native library") && len(named) == 0 {
			return nil, fmt.Sprintf("%s %s, and which package has that library at run time is not known", place(n.Evidence), n.Evidence.Says)
		}
		for _, run := range n.Run {
			l, known := LibraryOf(run)
			if !known {
				return nil, fmt.Sprintf("%s %s, and what that needs at run time can't be told for sure", place(n.Evidence), n.Evidence.Says)
			}
			if !slices.ContainsFunc(linked, func(o Library) bool { return o.Run[0] == l.Run[0] }) {
				linked = append(linked, l)
			}
		}
	}
	return linked, ""
}

func place(e project.Evidence) string {
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d", e.File, e.Line)
	}
	return e.File
}

// forBuild says whether a package is not known to be of use at run time but by what is looked at apart: the libraries that the program
// links to, certificates and time zones.
func forBuild(name string) bool {
	l, library := LibraryOf(name)
	return library && len(l.Dev) > 0 || packages.OnlyBuilds(name) || name == "ca-certificates" || name == "tzdata"
}

// Missing are the packages to install on a base, for the libraries that it lacks.
func Missing(linked []Library, base bases.Base) []string {
	var out []string
	for _, l := range linked {
		for _, soname := range l.Sonames {
			if !slices.Contains(base.Libraries, soname) {
				out = append(out, packageOn(l, base.Suite))
				break
			}
		}
	}
	return out
}

// Setup are the instructions that install on a base the libraries that it lacks, the tools that are called from outside, and the
// certificates that the program needs and that can't be copied from the builder.
func Setup(outside pattern.Outside, linked []Library, program bases.Program, builder, base bases.Base) []string {
	install := Missing(linked, base)
	if program.NeedsCA && !base.CACertificates && !builder.CACertificates && base.PackageManager != "" {
		install = append(install, "ca-certificates")
	}
	install = append(install, outside.Reinstall.Packages...)
	for _, t := range outside.Tools {
		if name := base.ToolPackage(t.Name); name != "" && !base.Carries(t.Name) && !slices.Contains(install, name) {
			install = append(install, name)
		}
	}
	install = append(install, recommended(outside, base, install)...)
	as := outside.Reinstall
	as.Manager = base.PackageManager
	return as.Install(install, pattern.OneLine)
}

// recommended are the packages to install beside others, on a base where they are only recommended.
func recommended(outside pattern.Outside, base bases.Base, install []string) []string {
	var out []string
	for _, p := range outside.Beside {
		there := slices.Contains(install, p) || slices.Contains(out, p) || p == "ca-certificates" && base.CACertificates
		if base.PackageManager == "apt" && !there {
			out = append(out, p)
		}
	}
	return out
}

// Needs adds to a program what the libraries mean for its base: those that a distroless base has are asked of the base by
// their sonames; when there are others, all of them are packages, and the base has to have a package manager.
func Needs(p bases.Program, linked []Library, suite string) bases.Program {
	if len(p.Packages) > 0 && bases.IsRelease(suite) {
		p.Suite = suite
	}
	var sonames, install []string
	for _, l := range linked {
		sonames = append(sonames, l.Sonames...)
		install = append(install, packageOn(l, suite))
	}
	if carried(sonames, suite) {
		for _, s := range sonames {
			if p.Predicted && !slices.Contains(p.Needed, s) {
				p.Needed = append(p.Needed, s)
			}
		}
		return p
	}
	p.Packages = append(slices.Clone(p.Packages), install...)
	p.Needed = slices.DeleteFunc(slices.Clone(p.Needed), func(s string) bool { return slices.Contains(sonames, s) })
	return p
}

// carried says whether a base without a package manager has all of the libraries, on the suite or a later one of Debian's.
func carried(sonames []string, suite string) bool {
	libc := bases.Describe("debian:" + suite + "-slim").LibcVersion
	return slices.ContainsFunc(bases.Catalogue(), func(b bases.Base) bool {
		if b.Family != "distroless" || b.Runtime != "" || b.Libc != "glibc" || libc > b.LibcVersion {
			return false
		}
		return !slices.ContainsFunc(sonames, func(s string) bool { return !slices.Contains(b.Libraries, s) })
	})
}
