package rust

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/language/scan"
	"lightship/engine/project"
)

// rustNative are well-known crates with native code, by name. Those with packages to run link a library of the system;
// the others compile theirs into the program. Packages are Debian's.
func rustNative() map[string]project.Native {
	return map[string]project.Native{
		"openssl-sys":       {What: "OpenSSL in C", Build: []string{"libssl-dev", "pkg-config"}, Run: []string{"libssl3"}},
		"native-tls":        {What: "OpenSSL in C", Build: []string{"libssl-dev", "pkg-config"}, Run: []string{"libssl3"}},
		"pq-sys":            {What: "libpq in C", Build: []string{"libpq-dev"}, Run: []string{"libpq5"}},
		"mysqlclient-sys":   {What: "the MariaDB client in C", Build: []string{"default-libmysqlclient-dev"}, Run: []string{"libmariadb3"}},
		"libsqlite3-sys":    {What: "SQLite in C", Build: []string{"libsqlite3-dev"}, Run: []string{"libsqlite3-0"}},
		"libz-sys":          {What: "zlib in C"},
		"libgit2-sys":       {What: "libgit2 in C"},
		"libssh2-sys":       {What: "libssh2 in C"},
		"curl-sys":          {What: "libcurl in C"},
		"zstd-sys":          {What: "zstd in C"},
		"bzip2-sys":         {What: "bzip2 in C"},
		"lzma-sys":          {What: "xz in C"},
		"liblzma-sys":       {What: "xz in C"},
		"ring":              {What: "ciphers in C and assembler"},
		"aws-lc-sys":        {What: "AWS-LC in C", Build: []string{"cmake"}},
		"rdkafka-sys":       {What: "librdkafka in C", Build: []string{"cmake"}},
		"librocksdb-sys":    {What: "RocksDB in C++", Build: []string{"clang", "libclang-dev"}},
		"tikv-jemalloc-sys": {What: "jemalloc in C"},
		"jemalloc-sys":      {What: "jemalloc in C"},
		"mimalloc":          {What: "mimalloc in C"},
		"libmimalloc-sys":   {What: "mimalloc in C"},
		"libdbus-sys":       {What: "D-Bus in C", Build: []string{"libdbus-1-dev", "pkg-config"}, Run: []string{"libdbus-1-3"}},
		"libudev-sys":       {What: "libudev in C", Build: []string{"libudev-dev", "pkg-config"}, Run: []string{"libudev1"}},
		"alsa-sys":          {What: "ALSA in C", Build: []string{"libasound2-dev", "pkg-config"}, Run: []string{"libasound2t64"}},
		"opencv":            {What: "OpenCV in C++", Build: []string{"clang", "libclang-dev", "libopencv-dev"}},
		"libsodium-sys":     {What: "libsodium in C"},
		"freetype-sys":      {What: "FreeType in C"},
		"expat-sys":         {What: "Expat in C"},
		"onig_sys":          {What: "Oniguruma in C"},
		"libloading":        {What: "libraries that are loaded when the program runs"},
		"sasl2-sys":         {What: "SASL in C", Build: []string{"libsasl2-dev"}, Run: []string{"libsasl2-2"}},
		"ffmpeg-sys-next":   {What: "FFmpeg in C", Build: []string{"clang", "libavcodec-dev", "libavformat-dev", "libavutil-dev", "pkg-config"}, Run: []string{"libavcodec61", "libavformat61", "libavutil59"}},
		"duckdb":            {What: "DuckDB in C++"},
		"libduckdb-sys":     {What: "DuckDB in C++"},
	}
}

// rustFrameworks are the crates that say what a project is.
func rustFrameworks() []string {
	return []string{"axum", "actix-web", "rocket", "warp", "poem", "salvo", "tide", "tonic", "leptos", "dioxus", "loco-rs", "hyper", "clap"}
}

// lockedCrate finds the packages of Cargo.lock and their versions.
var lockedCrate = regexp.MustCompile(`(?m)^\[\[package\]\]\s*\nname = "([^"]+)"\nversion = "([^"]*)"`)

// readKnown notes frameworks, native code, and what a build needs, from what is asked for and from the lock file.
func (c *Crate) readKnown(r *project.Files, lines map[string]project.Evidence) {
	asked := map[string]string{}
	for _, d := range c.Dependencies {
		asked[d.Name] = d.Version
	}
	for _, name := range rustFrameworks() {
		if version, found := asked[name]; found {
			e := lines[name]
			e.Says = strings.TrimSpace("asks for " + name + " " + version)
			c.Frameworks = append(c.Frameworks, project.Framework{Name: name, Version: version, Evidence: e})
		}
	}
	locked := map[string]string{}
	if text, ok := r.Read("Cargo.lock"); ok {
		for _, match := range lockedCrate.FindAllStringSubmatch(strings.ReplaceAll(string(text), "\r\n", "\n"), -1) {
			locked[match[1]] = match[2]
		}
	}
	for _, name := range project.SortedKeys(asked) {
		c.Needed = append(c.Needed, scan.Driven("rust", name, lines[name].File, lines[name].Line)...)
		c.Needed = append(c.Needed, scan.Kept("rust", name, lines[name].File, lines[name].Line)...)
	}
	c.readNative(asked, locked, lines)
	c.readNeeds(asked, locked, lines)
}

func (c *Crate) readNative(asked, locked map[string]string, lines map[string]project.Evidence) {
	known := rustNative()
	crates := map[string]bool{}
	for name := range known {
		_, isAsked := asked[name]
		_, isLocked := locked[name]
		crates[name] = isAsked || isLocked
	}
	c.readBrought(asked, locked, lines, crates)
	for name := range locked {
		if strings.HasSuffix(name, "-sys") && !foreignCrate(name) {
			crates[name] = true
		}
	}
	for _, name := range project.SortedKeys(crates) {
		if !crates[name] || name == "native-tls" && locked["openssl-sys"] != "" {
			continue
		}
		native, found := known[name]
		if !found {
			native.What = "a native library, by the crate's name"
		}
		native.Name, native.Version = name, locked[name]
		if e, isAsked := lines[name]; isAsked {
			native.Evidence = e
			native.Evidence.Says = "asks for " + name + " (" + native.What + ")"
		} else {
			native.Evidence = project.Evidence{File: "Cargo.lock", Says: "brings " + name + " " + locked[name] + " (" + native.What + ")"}
		}
		if locked["openssl-src"] != "" && name == "openssl-sys" {
			native.Build, native.Run, native.What = nil, nil, "OpenSSL in C, compiled into the program"
		}
		c.Native = append(c.Native, native)
	}
}

// readBrought adds to crates what those that are asked for bring, where the lock file does not say it of all: they are all there is to
// go by then.
func (c *Crate) readBrought(asked, locked map[string]string, lines map[string]project.Evidence, crates map[string]bool) {
	c.locked = c.HasLock && !slices.ContainsFunc(c.Dependencies, func(d project.Dependency) bool { return locked[d.Name] == "" })
	if c.locked {
		return
	}
	for name := range asked {
		for _, brought := range slices.Concat(bring[name], c.drivers[name]) {
			crates[brought] = true
			if _, isAsked := lines[brought]; !isAsked && locked[brought] == "" {
				lines[brought] = lines[name]
			}
		}
	}
}

// foreignCrate says whether a -sys crate is of no matter in an image for Linux, or declares no library of its own.
func foreignCrate(name string) bool {
	for _, part := range []string{"windows", "core-foundation", "system-configuration", "security-framework", "winapi", "js-sys", "web-sys", "linux-raw-sys", "fsevent", "kqueue", "objc", "android", "wasm", "redox", "mach", "dirs-sys", "inotify-sys", "ndk", "io-kit"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

// readNeeds notes what crates are known to need.
func (c *Crate) readNeeds(asked, locked map[string]string, lines map[string]project.Evidence) {
	found := func(crate string) (at project.Evidence, found bool) {
		_, isAsked := asked[crate]
		_, isLocked := locked[crate]
		if at, isNamed := lines[crate]; isNamed {
			return at, isAsked || isLocked
		}
		return project.Evidence{File: "Cargo.lock"}, isAsked || isLocked
	}
	need := func(kind evidence.Kind, crates ...string) {
		for _, crate := range crates {
			if at, found := found(crate); found {
				c.Needed = append(c.Needed, evidence.Evidence{Kind: kind, Known: true, Source: evidence.Sources, By: crate, File: at.File, Line: at.Line})
			}
		}
	}
	says := func(list *[]project.Evidence, crate, sentence string) {
		if at, found := found(crate); found {
			at.Says, at.By = crate+" "+sentence, crate
			*list = append(*list, at)
		}
	}
	// iana-time-zone only reads which zone the system is set to.
	need(evidence.Certificates, "native-tls", "rustls-native-certs", "rustls-platform-verifier")
	need(evidence.Zones, "tzfile")
	for _, crate := range []string{"dotenv", "dotenvy"} {
		if at, found := found(crate); found {
			c.Needed = append(c.Needed, evidence.Evidence{Kind: evidence.Reads, Subject: ".env", Known: true, Source: evidence.Sources, By: crate, File: at.File, Line: at.Line})
		}
	}
	says(&c.Embeds, "rust-embed", "puts files into the program")
	says(&c.Embeds, "include_dir", "puts files into the program")
	says(&c.Embeds, "askama", "puts templates into the program")
	says(&c.Embeds, "rinja", "puts templates into the program")
	says(&c.Embeds, "refinery", "may put migrations into the program")
	if at, found := lines["build:prost-build"]; found {
		at.Says = "prost-build needs protoc when the program is built"
		c.BuildNeeds = append(c.BuildNeeds, at)
	}
	if at, found := lines["build:tonic-build"]; found {
		at.Says = "tonic-build needs protoc when the program is built"
		c.BuildNeeds = append(c.BuildNeeds, at)
	}
	if at, found := lines["build:bindgen"]; found {
		at.Says = "bindgen needs libclang when the program is built"
		c.BuildNeeds = append(c.BuildNeeds, at)
	}
}

// rustLanguage says how Rust is read.
func rustLanguage() *scan.Language {
	const literal = `\s*(?:r#*)?"([^"\n]+)"`
	return &scan.Language{
		Suffixes: []string{".rs"},
		Skip: func(folder string) bool {
			return slices.Contains([]string{"target", "tests", "benches", "examples", "fuzz"}, folder)
		},
		Test:    func(file string) bool { return file == "build.rs" || file == "tests.rs" },
		Comment: "//",
		Clues: []scan.Clue{
			scan.NewCall(evidence.Reads, "File::open", regexp.MustCompile(`File::open\(`), 0, scan.Name),
			scan.NewCall(evidence.Reads, "read", regexp.MustCompile(`\bfs::read(?:_to_string)?\(`), 0, scan.Name),
			scan.NewCall(evidence.Lists, "read_dir", regexp.MustCompile(`\bfs::read_dir\(`), 0, scan.Name),
			scan.NewCall(evidence.Lists, "Serve", regexp.MustCompile(`Serve(?:Dir|File)::new\(`), 0, scan.Name),
			scan.NewCall(evidence.Lists, "Files::new", regexp.MustCompile(`\bFiles::new\(`), 1, scan.Name),
			scan.NewCall(evidence.Lists, "fs::dir", regexp.MustCompile(`warp::fs::(?:dir|file)\(`), 0, scan.Name),
			scan.NewCall(evidence.Lists, "FileServer::from", regexp.MustCompile(`FileServer::from\(`), 0, scan.Name),
			scan.NewCall(evidence.Reads, "NamedFile::open", regexp.MustCompile(`NamedFile::open(?:_async)?\(`), 0, scan.Name),
			scan.NewClue(evidence.Reads, "Tera::new", regexp.MustCompile(`Tera::new\(`+literal), scan.Name),
			scan.NewClue(evidence.Reads, "with_name", regexp.MustCompile(`File::with_name\(`+literal), scan.Name),
			scan.NewStart("Command::new", regexp.MustCompile(`Command::new\(`), 0, scan.Chained),
			scan.NewClue(evidence.Starts, "Command as", regexp.MustCompile(`\bprocess::(?:\{[^}]*\b)?Command as \w+`), scan.Unknown),
			scan.NewClue(evidence.Starts, "cmd!(", regexp.MustCompile(`\bcmd!\(\s*(?:[a-z_]+\s*,\s*)?"([^"]*)"`), scan.FirstWord),
			scan.NewClue(evidence.Shell, "run_", regexp.MustCompile(`\brun_(?:cmd|fun)!\s*[({]`), scan.Unknown),
			scan.NewStart("Exec::cmd", regexp.MustCompile(`\bExec::cmd\(`), 0, scan.Chained),
			scan.NewCall(evidence.Shell, "Exec::shell", regexp.MustCompile(`\bExec::shell\(`), 0, scan.Name),
			scan.NewCall(evidence.Writes, "File::create", regexp.MustCompile(`File::create(?:_new)?\(`), 0, scan.Name),
			scan.NewCall(evidence.Writes, "fs::write", regexp.MustCompile(`\bfs::write\(`), 0, scan.Name),
			scan.NewCall(evidence.Writes, "log_file", regexp.MustCompile(`\blog_file\(`), 0, scan.Name),
			scan.NewCall(evidence.Writes, "create_dir", regexp.MustCompile(`\bcreate_dir(?:_all)?\(`), 0, scan.Name),
			scan.NewCall(evidence.Writes, "fs::rename", regexp.MustCompile(`\bfs::rename\(`), 1, scan.Name),
			scan.NewCall(evidence.Writes, "fs::copy", regexp.MustCompile(`\bfs::copy\(`), 1, scan.Name),
			scan.NewClue(evidence.Writes, "OpenOptions", regexp.MustCompile(`OpenOptions::new\(\)`), scan.Unknown),
			scan.NewCall(evidence.Writes, "Connection::open", regexp.MustCompile(`\bConnection::open\(`), 0, scan.Name),
			scan.NewClue(evidence.Writes, "sqlite:", regexp.MustCompile(`"sqlite:(?://)?([^"?]+)`), scan.Name),
			scan.NewCall(evidence.Writes, "sled::open", regexp.MustCompile(`\bsled::open\(`), 0, scan.Name),
			scan.NewClue(evidence.Home, "_dir", regexp.MustCompile(`\b(?:dirs|home|env)::(?:home|(?:config|data|cache)(?:_local)?|state|preference)_dir\(`), scan.Is),
			scan.NewClue(evidence.Privileges, "set", regexp.MustCompile(`\b(?:sete?[ug]id|setres[ug]id|setgroups|initgroups)\(|\bPrivDrop::`), scan.Is),
			scan.NewCall(evidence.Starts, "which", regexp.MustCompile(`\bwhich::which(?:_global)?\(`), 0, scan.Name),
			scan.NewCall(evidence.Account, "_by_name", regexp.MustCompile(`\bget_(?:user|group)_by_name\(`), 0, scan.Name),
			scan.NewCall(evidence.Account, "from_name", regexp.MustCompile(`\b(?:User|Group)::from_name\(`), 0, scan.Name),
			scan.NewClue(evidence.Home, "Dirs::", regexp.MustCompile(`\b(?:Project|Base|User)Dirs::(?:new|from)\(`), scan.Is),
			scan.NewClue(evidence.Binds, "bind", regexp.MustCompile(`bind\([^)\n]*?(?::|,\s*)(\d{1,5})\b`), scan.Name),
			scan.NewClue(evidence.Binds, "SocketAddr", regexp.MustCompile(`SocketAddr::from\(\([^)]*,\s*(\d{1,5})\)`), scan.Name),
		},
	}
}

var (
	rustEmbeds = regexp.MustCompile(`\b(include_str|include_bytes|include_dir|migrate|embed_migrations)!\(\s*"([^"\n]*)"`)
	sqlxMacro  = regexp.MustCompile(`\b(?:sqlx::)?(query|query_as|query_scalar)!\(`)
)

// readSources reads what the sources need, and what they take into the program.
func (c *Crate) readSources(ctx context.Context, r *project.Files) error {
	l := rustLanguage()
	paths, err := l.Sources(ctx, r)
	if err != nil {
		return err
	}
	needs, err := l.Evidence(ctx, r, paths)
	if err != nil {
		return err
	}
	var named evidence.List
	if c.Assets, named, err = scan.Read(ctx, r, paths, isSource); err != nil {
		return err
	}
	c.Needed = scan.Join(c.Needed, needs, named)
	if err := c.readBuildScripts(ctx, r); err != nil {
		return err
	}
	checked := false
	for _, file := range paths {
		text, err := r.Text(file, scan.MaxSource)
		if err != nil {
			continue
		}
		lines := project.IndexLines(text)
		for _, match := range rustEmbeds.FindAllSubmatchIndex(text, -1) {
			macro, name := string(text[match[2]:match[3]]), string(text[match[4]:match[5]])
			c.Embeds = append(c.Embeds, project.Evidence{
				File: file, Line: lines.Line(match[0]), By: macro + "!", Subject: name,
				Says: "puts " + strconv.Quote(name) + " into the program with " + macro + "!",
			})
		}
		if at := sqlxMacro.FindIndex(text); at != nil && !checked && !r.HasFolder(".sqlx") && c.depends("sqlx") {
			checked = true
			c.BuildNeeds = append(c.BuildNeeds, project.Evidence{
				File: file, Line: lines.Line(at[0]), Says: "sqlx checks queries against a database when the program is built, and there is no folder .sqlx",
			})
		}
	}
	if r.HasFolder("migrations") && c.depends("sqlx") {
		c.Config = append(c.Config, "migrations")
	}
	return nil
}

func (c *Crate) depends(name string) bool {
	return slices.ContainsFunc(c.Dependencies, func(d project.Dependency) bool { return d.Name == name })
}
