package compiled

import (
	"fmt"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/project"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// Library is a library of the system that programs link to, as Debian and Ubuntu package it.
type Library struct {
	// Name is the library's, for people.
	Name string
	// Dev are the packages that a build needs; Run is the package that a program needs, and Sonames what it brings.
	Dev     []string
	Run     string
	Sonames []string
	// T64 says that the package's name ends in t64 since Debian 13 and Ubuntu 24.04 (the change to 64-bit time_t).
	T64 bool
	// In says that the image buildpack-deps, which most full language images are made from, has the Dev package.
	In bool
}

// libraries are those whose packages are known for bookworm, trixie and noble: their names and sonames are the same in all
// three but for t64. Source: packages.debian.org and packages.ubuntu.com.
func libraries() []Library {
	return []Library{
		{Name: "OpenSSL", Dev: []string{"libssl-dev"}, Run: "libssl3", Sonames: []string{"libssl.so.3", "libcrypto.so.3"}, T64: true, In: true},
		{Name: "zlib", Dev: []string{"zlib1g-dev"}, Run: "zlib1g", Sonames: []string{"libz.so.1"}, In: true},
		{Name: "libpq", Dev: []string{"libpq-dev"}, Run: "libpq5", Sonames: []string{"libpq.so.5"}, In: true},
		{Name: "the MariaDB client", Dev: []string{"default-libmysqlclient-dev", "libmariadb-dev"}, Run: "libmariadb3", Sonames: []string{"libmariadb.so.3"}, In: true},
		{Name: "SQLite", Dev: []string{"libsqlite3-dev"}, Run: "libsqlite3-0", Sonames: []string{"libsqlite3.so.0"}, In: true},
		{Name: "libcurl", Dev: []string{"libcurl4-openssl-dev"}, Run: "libcurl4", Sonames: []string{"libcurl.so.4"}, T64: true, In: true},
		{Name: "bzip2", Dev: []string{"libbz2-dev"}, Run: "libbz2-1.0", Sonames: []string{"libbz2.so.1.0"}, In: true},
		{Name: "xz", Dev: []string{"liblzma-dev"}, Run: "liblzma5", Sonames: []string{"liblzma.so.5"}, In: true},
		{Name: "zstd", Dev: []string{"libzstd-dev"}, Run: "libzstd1", Sonames: []string{"libzstd.so.1"}},
		{Name: "libffi", Dev: []string{"libffi-dev"}, Run: "libffi8", Sonames: []string{"libffi.so.8"}, In: true},
		{Name: "libyaml", Dev: []string{"libyaml-dev"}, Run: "libyaml-0-2", Sonames: []string{"libyaml-0.so.2"}, In: true},
		{Name: "Jansson", Dev: []string{"libjansson-dev"}, Run: "libjansson4", Sonames: []string{"libjansson.so.4"}},
		{Name: "libmicrohttpd", Dev: []string{"libmicrohttpd-dev"}, Run: "libmicrohttpd12", Sonames: []string{"libmicrohttpd.so.12"}, T64: true},
		{Name: "libuv", Dev: []string{"libuv1-dev"}, Run: "libuv1", Sonames: []string{"libuv.so.1"}, T64: true},
		{Name: "libpng", Dev: []string{"libpng-dev"}, Run: "libpng16-16", Sonames: []string{"libpng16.so.16"}, T64: true, In: true},
		{Name: "Expat", Dev: []string{"libexpat1-dev"}, Run: "libexpat1", Sonames: []string{"libexpat.so.1"}, In: true},
		{Name: "GMP", Dev: []string{"libgmp-dev"}, Run: "libgmp10", Sonames: []string{"libgmp.so.10"}, In: true},
		{Name: "D-Bus", Dev: []string{"libdbus-1-dev"}, Run: "libdbus-1-3", Sonames: []string{"libdbus-1.so.3"}},
		{Name: "libudev", Dev: []string{"libudev-dev"}, Run: "libudev1", Sonames: []string{"libudev.so.1"}},
		{Name: "SASL", Dev: []string{"libsasl2-dev"}, Run: "libsasl2-2", Sonames: []string{"libsasl2.so.2"}},
		{Name: "libgit2's SSH", Dev: []string{"libssh2-1-dev"}, Run: "libssh2-1", Sonames: []string{"libssh2.so.1"}, T64: true},
	}
}

// LibraryOf returns the library that a development package or a package to run belongs to.
func LibraryOf(pkg string) (Library, bool) {
	pkg = strings.TrimSuffix(pkg, "t64")
	for _, l := range libraries() {
		if slices.Contains(l.Dev, pkg) || l.Run == pkg {
			return l, true
		}
	}
	return Library{}, false
}

// Package is the package to run on a suite: "libssl3t64" on trixie.
func (l Library) Package(suite string) string {
	if l.T64 && (suite == "trixie" || suite == "noble" || suite == "resolute") {
		return l.Run + "t64"
	}
	return l.Run
}

// Linked returns the libraries that native dependencies link to. It fails with the reason when one of them is not known.
func Linked(natives []project.Native) (linked []Library, why string) {
	for _, n := range natives {
		packages := slices.Concat(n.Run, n.Build)
		if strings.HasPrefix(n.What, "a native library") && len(packages) == 0 {
			return nil, fmt.Sprintf("%s %s, and which package has that library at run time is not known", place(n.Evidence), n.Evidence.Says)
		}
		for _, run := range n.Run {
			l, known := LibraryOf(run)
			if !known {
				return nil, fmt.Sprintf("%s %s, and what that needs at run time can't be told for sure", place(n.Evidence), n.Evidence.Says)
			}
			if !slices.ContainsFunc(linked, func(o Library) bool { return o.Run == l.Run }) {
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

// tools are packages that only a build needs, beside development packages of known libraries. CA certificates and time
// zones are looked at apart.
const tools = " git gcc g++ make build-essential build-base musl-dev musl-tools libc-dev libc6-dev linux-headers pkg-config " +
	"pkgconfig pkgconf curl wget unzip zip tar xz-utils gnupg openssh-client openssh ca-certificates tzdata bash " +
	"protobuf-compiler protoc protobuf protobuf-dev binutils file patch autoconf automake libtool cmake ninja-build ninja " +
	"meson mercurial subversion gawk jq clang llvm lld mold libclang-dev clang-dev llvm-dev gettext bison flex ccache perl " +
	"python3 python3-dev gcc-multilib g++-multilib lsb-release apt-transport-https software-properties-common " +
	"nlohmann-json3-dev libeigen3-dev dos2unix openssl-dev openssl-libs-static zlib-dev zlib-static cargo rustc rustup " +
	"maven gradle gdb valgrind upx "

// packageHazard looks for packages that are not known to be for building only.
func packageHazard(c model.Command) string {
	install := false
	for i := 1; i < len(c.Args); i++ {
		a := c.Arg(i)
		switch {
		case a == "":
			return "installs packages whose names can't be told"
		case a == "install" || a == "add":
			install = true
		case strings.HasPrefix(a, "-") || !install:
		default:
			name, _, _ := strings.Cut(a, "=")
			if _, known := LibraryOf(name); known || name == ".build-deps" || strings.Contains(tools, " "+name+" ") {
				continue
			}
			return "installs " + name + ", which the program may need at run time"
		}
	}
	return ""
}

// Missing are the packages to install on a base, for the libraries that it lacks.
func Missing(linked []Library, base bases.Base) []string {
	var out []string
	for _, l := range linked {
		for _, soname := range l.Sonames {
			if !slices.Contains(base.Libraries, soname) {
				out = append(out, l.Package(base.Suite))
				break
			}
		}
	}
	return out
}

// Setup are the instructions that install on a base the libraries that it lacks, and the tools that are called from outside.
func Setup(outside pattern.Outside, linked []Library, base bases.Base) []string {
	packages := Missing(linked, base)
	for _, t := range outside.Tools {
		if name := base.ToolPackage(t.Name); name != "" && !base.Carries(t.Name) && !slices.Contains(packages, name) {
			packages = append(packages, name)
		}
	}
	if base.PackageManager == "apk" && len(packages) > 0 {
		return []string{"RUN --mount=type=cache,target=/var/cache/apk,sharing=locked \\\n    apk add " + strings.Join(packages, " ")}
	}
	return Install(packages)
}

// Install are the instructions that install packages on a base of Debian's or Ubuntu's, none when there is nothing to
// install. They are as the rule apt-cache-mount leaves them.
func Install(packages []string) []string {
	if len(packages) == 0 {
		return nil
	}
	return []string{`RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get install -y --no-install-recommends ` + strings.Join(packages, " ")}
}

// Needs adds to a program what the libraries mean for its base: those that a distroless base has are asked of the base by
// their sonames; when there are others, all of them are packages, and the base has to have a package manager.
func Needs(p bases.Program, linked []Library, suite string) bases.Program {
	var sonames, packages []string
	for _, l := range linked {
		sonames = append(sonames, l.Sonames...)
		packages = append(packages, l.Package(suite))
	}
	if carried(sonames, suite) {
		for _, s := range sonames {
			if p.Predicted && !slices.Contains(p.Needed, s) {
				p.Needed = append(p.Needed, s)
			}
		}
		return p
	}
	p.Packages = packages
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
