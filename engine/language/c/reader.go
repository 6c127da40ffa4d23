package c

import (
	"context"
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/language/scan"
	"lightship/engine/project"
)

// readNativeBuild reads CMakeLists.txt, meson.build, a configure script or a Makefile; nil when there is no C or C++. Sources
// without any of them, or with a Makefile that compiles none of them, are compiled by hand.
func readNativeBuild(ctx context.Context, r *project.Files) (*Build, error) {
	l := nativeLanguage()
	var b *Build
	switch {
	case r.Has("CMakeLists.txt"):
		b = readCMake(r)
	case r.Has("meson.build"):
		b = readMeson(r)
	case r.First("configure.ac", "configure.in", "configure") != "":
		b = &Build{Tool: Autotools, Installs: true}
		b.readMakefile(r, r.First("Makefile.am"))
	case r.First("GNUmakefile", "makefile", "Makefile") != "":
		b = &Build{Tool: Make}
		b.readMakefile(r, r.First("GNUmakefile", "makefile", "Makefile"))
	}
	if b == nil || b.Tool == Make && !b.mentionsC(r) {
		if ofAnother(r) {
			return nil, nil
		}
		b = &Build{Tool: ByHand}
	}
	paths, err := l.Sources(ctx, r)
	if err != nil || len(paths) == 0 {
		return nil, err
	}
	if len(b.Languages) == 0 {
		b.Languages = languagesOf(paths)
	}
	if r.Has(".gitmodules") {
		b.Fetches = append(b.Fetches, project.Evidence{File: ".gitmodules", Says: "takes sources from other repositories"})
	}
	if b.Needed, err = l.Evidence(ctx, r, paths); err != nil {
		return nil, err
	}
	var named evidence.List
	b.Assets, named, err = scan.Read(ctx, r, append(slices.Clone(paths), r.Present("Makefile", "GNUmakefile", "CMakeLists.txt", "meson.build")...), isSource)
	b.Needed = append(b.Needed, named...)
	return b, err
}

// ofAnother says whether a folder is one of a project in another language, which may have some C beside it.
func ofAnother(r *project.Files) bool {
	return r.First("package.json", "setup.py", "pyproject.toml", "requirements.txt", "Cargo.toml", "go.mod", "pom.xml", "build.gradle",
		"build.gradle.kts", "composer.json", "Gemfile", "Package.swift", "CMakeLists.txt") != ""
}

// mentionsC says whether a Makefile compiles C or C++ itself.
func (b *Build) mentionsC(r *project.Files) bool {
	text, ok := r.Read(r.First("GNUmakefile", "makefile", "Makefile"))
	return ok && regexp.MustCompile(`\$[({](?:CC|CXX|LINK\.)|\b(?:gcc|g\+\+|clang|cc|c99)\b|\.o\b`).Match(text)
}

func languagesOf(paths []string) []string {
	var out []string
	for _, p := range paths {
		language := "CXX"
		switch path.Ext(p) {
		case ".c":
			language = "C"
		case ".h", ".hpp", ".hh":
			continue
		}
		if !slices.Contains(out, language) {
			out = append(out, language)
		}
	}
	slices.Sort(out)
	return out
}

// nativeLanguage says how C and C++ are read.
func nativeLanguage() *scan.Language {
	const literal = `\s*"([^"\n%]+)"`
	return &scan.Language{
		Suffixes: []string{".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp"},
		Skip: func(folder string) bool {
			return slices.Contains([]string{"build", "test", "tests", "third_party", "external", "deps", "node_modules", "target", "examples"}, folder) ||
				strings.HasPrefix(folder, "cmake-build-")
		},
		Test:    func(file string) bool { return strings.Contains(file, "_test.") || strings.HasPrefix(file, "test_") },
		Comment: "//",
		Clues: []scan.Clue{
			scan.NewCall(evidence.Reads, "fopen", regexp.MustCompile(`\bfopen\(`), 0, scan.Name),
			scan.NewCall(evidence.Reads, "open(", regexp.MustCompile(`(?:^|[^\w.>])open\(`), 0, scan.Name),
			scan.NewCall(evidence.Lists, "opendir", regexp.MustCompile(`\bopendir\(`), 0, scan.Name),
			scan.NewClue(evidence.Reads, "fstream", regexp.MustCompile(`\bi?fstream\s+\w+\(`+literal), scan.Name),
			scan.NewClue(evidence.Writes, "ofstream", regexp.MustCompile(`\bofstream\s+\w+\(`+literal), scan.Name),
			scan.NewClue(evidence.Writes, "fopen", regexp.MustCompile(`\bfopen\(([^,]*),\s*"[wa]`), written),
			scan.NewClue(evidence.Writes, "O_CREAT", regexp.MustCompile(`\bopen\(([^,]*),[^)]*O_CREAT`), written),
			scan.NewCall(evidence.Writes, "mkdir(", regexp.MustCompile(`\bmkdir\(`), 0, scan.Name),
			scan.NewCall(evidence.Writes, "sqlite3_open", regexp.MustCompile(`\bsqlite3_open(?:_v2)?\(`), 0, scan.Name),
			scan.NewCall(evidence.Writes, "create_director", regexp.MustCompile(`\bcreate_director(?:y|ies)\(`), 0, scan.Name),
			scan.NewClue(evidence.Privileges, "set", regexp.MustCompile(`\b(?:sete?[ug]id|setres[ug]id|setgroups|initgroups)\(`), scan.Is),
			scan.NewCall(evidence.Account, "getpwnam", regexp.MustCompile(`\bgetpwnam(?:_r)?\(`), 0, scan.Name),
			scan.NewCall(evidence.Account, "getgrnam", regexp.MustCompile(`\bgetgrnam(?:_r)?\(`), 0, scan.Name),
			scan.NewClue(evidence.Zones, "tzset", regexp.MustCompile(`\btzset\(`), scan.Is),
			scan.NewClue(evidence.Zones, "locate_zone", regexp.MustCompile(`\blocate_zone\(`), scan.Is),
			scan.NewClue(evidence.Certificates, "curl/", regexp.MustCompile(`#\s*include\s*<curl/`), scan.Is),
			scan.NewClue(evidence.Certificates, "set_default_verify_paths", regexp.MustCompile(`set_default_verify_paths\(`), scan.Is),
			scan.NewCall(evidence.Shell, "system(", regexp.MustCompile(`(?:^|[^\w.>])(?:std::)?system\(`), 0, scan.Name),
			scan.NewCall(evidence.Shell, "popen(", regexp.MustCompile(`\bpopen\(`), 0, scan.Name),
			scan.NewClue(evidence.Symbols, "include", regexp.MustCompile(`#\s*include\s*[<"](execinfo\.h|libunwind\.h|backtrace\.h|bfd\.h|stacktrace|boost/stacktrace\S*|cpptrace/\S*|elfutils/\S*)[>"]`), scan.Name),
			scan.NewClue(evidence.Symbols, "/proc/self/exe", regexp.MustCompile(`"/proc/self/exe"`), scan.Is),
			scan.NewClue(evidence.Symbols, "[0]", regexp.MustCompile(`\b(?:f?open|i?fstream\s*\w*)\(\s*(?:argv|av|v)\[0\]`), scan.Is),
			scan.NewClue(evidence.Loads, "dlopen", regexp.MustCompile(`\bdlopen\(\s*([^,)]*)`), loaded),
			scan.NewStart("exec", regexp.MustCompile(`\bexec(?:l|lp|le|v|vp|vpe)\(`), 0, scan.NamedAgain),
			scan.NewClue(evidence.Starts, "process::", regexp.MustCompile(`\b(?:bp|process)::(?:child|system|spawn|async_system)\b`), scan.Unknown),
			scan.NewClue(evidence.Starts, "QProcess", regexp.MustCompile(`\bQProcess\b`), scan.Unknown),
			scan.NewStart("posix_spawn", regexp.MustCompile(`\bposix_spawnp?\(`), 1, scan.OneByOne),
		},
	}
}

// written takes the name of a file that is opened for writing, when it stands there in quotes.
func written(argument string) (subject string, known, ok bool) {
	name := strings.Trim(strings.TrimSpace(argument), `"`)
	return name, strings.Contains(argument, `"`), true
}

// loaded takes the name of a library that is opened; none for the program itself.
func loaded(argument string) (subject string, known, ok bool) {
	argument = strings.TrimSpace(argument)
	if slices.Contains([]string{"", "0", "NULL", "nullptr"}, argument) {
		return "", false, false
	}
	return written(argument)
}

// nativePackages are the Debian packages behind names that builds ask for: CMake's find_package, pkg-config, -l.
func nativePackages() map[string]project.Native {
	list := func(what string, build string, run ...string) project.Native {
		return project.Native{What: what, Build: []string{build}, Run: run}
	}
	ssl := list("OpenSSL in C", "libssl-dev", "libssl3")
	zlib := list("zlib in C", "zlib1g-dev", "zlib1g")
	curl := list("libcurl in C", "libcurl4-openssl-dev", "libcurl4")
	sqlite := list("SQLite in C", "libsqlite3-dev", "libsqlite3-0")
	pq := list("libpq in C", "libpq-dev", "libpq5")
	png := list("libpng in C", "libpng-dev", "libpng16-16")
	xml2 := list("libxml2 in C", "libxml2-dev", "libxml2")
	ncurses := list("ncurses in C", "libncurses-dev", "libncurses6")
	fmtlib := list("fmt in C++", "libfmt-dev", "libfmt10")
	return map[string]project.Native{
		"openssl": ssl, "ssl": ssl, "crypto": ssl, "libssl": ssl, "libcrypto": ssl,
		"zlib": zlib, "z": zlib,
		"curl": curl, "libcurl": curl,
		"sqlite3":    sqlite,
		"postgresql": pq, "pq": pq, "libpq": pq,
		"png": png, "libpng": png,
		"libxml2": xml2, "xml2": xml2,
		"fmt":           fmtlib,
		"boost":         list("Boost in C++", "libboost-all-dev"),
		"protobuf":      list("Protocol Buffers in C++", "libprotobuf-dev", "libprotobuf32t64"),
		"nlohmann_json": list("JSON in C++, headers only", "nlohmann-json3-dev"),
		"spdlog":        list("logs in C++", "libspdlog-dev"),
		"microhttpd":    list("libmicrohttpd in C", "libmicrohttpd-dev", "libmicrohttpd12t64"),
		"libmicrohttpd": list("libmicrohttpd in C", "libmicrohttpd-dev", "libmicrohttpd12t64"),
		"uv":            list("libuv in C", "libuv1-dev", "libuv1t64"),
		"jansson":       list("Jansson in C", "libjansson-dev", "libjansson4"),
		"yaml":          list("libyaml in C", "libyaml-dev", "libyaml-0-2"),
		"gomp":          list("OpenMP", "libgomp1", "libgomp1"),
		"mysqlclient":   list("the MariaDB client in C", "default-libmysqlclient-dev", "libmariadb3"),
		"mariadb":       list("the MariaDB client in C", "libmariadb-dev", "libmariadb3"),
		"bz2":           list("bzip2 in C", "libbz2-dev", "libbz2-1.0"),
		"lzma":          list("xz in C", "liblzma-dev", "liblzma5"),
		"zstd":          list("zstd in C", "libzstd-dev", "libzstd1"),
		"expat":         list("Expat in C", "libexpat1-dev", "libexpat1"),
		"gmp":           list("GMP in C", "libgmp-dev", "libgmp10"),
		"ncurses":       ncurses, "curses": ncurses,
		"ncursesw": list("ncurses in C", "libncurses-dev", "libncursesw6"),
		"readline": list("readline in C", "libreadline-dev", "libreadline8"),
		"json-c":   list("json-c in C", "libjson-c-dev", "libjson-c5"),
		"sodium":   list("libsodium in C", "libsodium-dev", "libsodium23"),
		"cjson":    list("cJSON in C", "libcjson-dev", "libcjson1"),
		"zmq":      list("ZeroMQ in C", "libzmq3-dev", "libzmq5"),
		"pcre2-8":  list("PCRE2 in C", "libpcre2-dev", "libpcre2-8-0"),
		"pcap":     list("libpcap in C", "libpcap-dev", "libpcap0.8"),
		"event":    list("libevent in C", "libevent-dev", "libevent-2.1-7"),
	}
}

// builtin says whether a library comes with the compiler or the C library.
func builtin(name string) bool {
	return slices.Contains([]string{"m", "c", "pthread", "dl", "rt", "stdc++", "gcc", "gcc_s", "threads", "util", "atomic", "stdc++fs"}, name)
}

// asks notes a library that the build asks for.
func (b *Build) asks(name string, e project.Evidence) {
	low := strings.ToLower(name)
	if builtin(low) || slices.ContainsFunc(b.Packages, func(n project.Native) bool { return strings.EqualFold(n.Name, name) }) {
		return
	}
	native, known := nativePackages()[low]
	if !known {
		native.What = "a native library"
	}
	native.Name, native.Evidence = name, e
	b.Packages = append(b.Packages, native)
}

var (
	makeTarget = regexp.MustCompile(`^([A-Za-z0-9][\w./ -]*?)\s*::?(?:[^=]|$)`)
	makeLink   = regexp.MustCompile(`(?:^|\s)-l([\w+.-]+)`)
	makeStatic = regexp.MustCompile(`(?:^|\s)-static\b`)
	makeOutput = regexp.MustCompile(`(?:^|\s)-o\s+([\w./-]+)`)
	makeConfig = regexp.MustCompile(`pkg-config\s+[^)\n]*?--libs\s+([\w .+-]+)`)
)

// readMakefile reads targets, what is linked, and programs that are named plainly.
func (b *Build) readMakefile(r *project.Files, name string) {
	text, ok := r.Read(name)
	if name == "" || !ok {
		return
	}
	number, target := 0, ""
	for line := range strings.Lines(string(text)) {
		number++
		line, _, _ = strings.Cut(strings.TrimRight(line, "\r\n"), "#")
		b.makeLine(name, number, line)
		if !strings.HasPrefix(line, "\t") {
			target = ""
			if match := makeTarget.FindStringSubmatch(line); match != nil {
				target = strings.TrimSpace(match[1])
			}
			continue
		}
		if target != "" && !strings.Contains(target, " ") && linksTarget(line) {
			b.makes(target, project.Evidence{File: name, Line: number, Says: "makes " + target})
		}
	}
}

func (b *Build) makeLine(file string, number int, line string) {
	at := func(says string) project.Evidence { return project.Evidence{File: file, Line: number, Says: says} }
	for _, match := range makeLink.FindAllStringSubmatch(line, -1) {
		b.asks(match[1], at("links with -l"+match[1]))
	}
	if strings.Contains(line, "-fopenmp") {
		b.asks("gomp", at("compiles with -fopenmp"))
	}
	for _, match := range makeConfig.FindAllStringSubmatch(line, -1) {
		for _, library := range strings.Fields(match[1]) {
			b.asks(library, at("asks pkg-config for "+library))
		}
	}
	if makeStatic.MatchString(line) {
		b.Static = append(b.Static, at("links with -static"))
	}
	b.symbols(line, at)
	if match := makeOutput.FindStringSubmatch(line); match != nil && path.Ext(match[1]) != ".o" {
		b.makes(match[1], at("makes "+match[1]))
	}
	match := makeTarget.FindStringSubmatch(line)
	if match == nil || strings.HasPrefix(line, "\t") {
		return
	}
	for _, target := range strings.Fields(match[1]) {
		if !slices.Contains(b.Targets, target) {
			b.Targets = append(b.Targets, target)
		}
		b.Installs = b.Installs || target == "install"
	}
}

// makes notes a program that a Makefile links.
func (b *Build) makes(program string, e project.Evidence) {
	b.Executables = append(b.Executables, NativeTarget{Name: path.Base(program), Path: path.Clean(program), Kind: "executable", Evidence: e})
}

var (
	mesonProject = regexp.MustCompile(`(?m)^\s*project\(\s*'([^']+)'((?:\s*,\s*'\w+'|\s*,\s*\[[^\]]*\])*)`)
	mesonTarget  = regexp.MustCompile(`\b(executable|library|static_library|shared_library)\(\s*'([^']+)'([^)]*)`)
	mesonDepends = regexp.MustCompile(`\bdependency\(\s*'([^']+)'`)
)

func readMeson(r *project.Files) *Build {
	text, ok := r.Read("meson.build")
	if !ok {
		return nil
	}
	b := &Build{Tool: Meson}
	if match := mesonProject.FindSubmatch(text); match != nil {
		b.Name = string(match[1])
		for _, language := range regexp.MustCompile(`'(c|cpp)'`).FindAllSubmatch(match[2], -1) {
			b.Languages = append(b.Languages, map[string]string{"c": "C", "cpp": "CXX"}[string(language[1])])
		}
	}
	for _, match := range mesonTarget.FindAllSubmatchIndex(text, -1) {
		kind, name := string(text[match[2]:match[3]]), string(text[match[4]:match[5]])
		installed := regexp.MustCompile(`\binstall\s*:\s*true\b`).Match(text[match[6]:match[7]])
		target := NativeTarget{
			Name: name, Path: name, Kind: "executable", Installed: installed,
			Evidence: project.Evidence{File: "meson.build", Line: project.LineAt(text, match[0]), Says: "declares " + kind + " " + name},
		}
		b.Installs = b.Installs || installed
		if kind == "executable" {
			if installed {
				target.InstallDir = "bin"
			}
			b.Executables = append(b.Executables, target)
			continue
		}
		target.Kind, target.Path = "shared", "lib"+name+".so"
		if kind == "static_library" {
			target.Kind, target.Path = "static", "lib"+name+".a"
		}
		b.Libraries = append(b.Libraries, target)
	}
	for _, match := range mesonDepends.FindAllSubmatchIndex(text, -1) {
		name := string(text[match[2]:match[3]])
		b.asks(name, project.Evidence{File: "meson.build", Line: project.LineAt(text, match[0]), Says: "asks for " + name})
	}
	return b
}
