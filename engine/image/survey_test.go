package image

import (
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// survey reads the files of an image made of layers.
func survey(t *testing.T, layers ...v1.Layer) *FileSystem {
	t.Helper()
	files, _, err := Survey(t.Context(), imageOf(t, v1.Config{}, layers...), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestContentsSayWhatAProgramFinds(t *testing.T) {
	setuid := program("usr/bin/su", "x")
	setuid.mode = 0o4755
	files := survey(t, layerOf(t,
		symlink("bin", "usr/bin"), program("usr/bin/dash", "shell"), symlink("usr/bin/sh", "dash"), program("usr/bin/apt-get", "x"),
		regular("var/lib/dpkg/status", "Package: a\nStatus: install ok installed\n\nPackage: b\nStatus: deinstall ok config-files\n"),
		regular("var/lib/dpkg/status.d/c", "Package: c\n"), setuid, dir("tmp"),
		regular("etc/ssl/certs/ca-certificates.crt", "PEM"), regular("usr/share/zoneinfo/Etc/UTC", "TZif"),
		regular("etc/passwd", "root:x:0:0:root:/root:/bin/bash\nnonroot:x:65532:65532::/home/nonroot:/sbin/nologin\nbroken\n"),
		regular("usr/lib/os-release", "ID=debian\nVERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\nPRETTY_NAME=\"Debian GNU/Linux 12\"\n"),
		symlink("etc/os-release", "../usr/lib/os-release")))
	want := Contents{
		Shell: "sh", PackageManager: "apt", Packages: 2, Setuid: []string{"/usr/bin/su"}, CACertificates: true, Zones: true, Tmp: true,
		Users: []User{{"root", 0, 0}, {"nonroot", 65532, 65532}}, Libraries: []string{},
		OS: Release{ID: "debian", Version: "12", Codename: "bookworm", Name: "Debian GNU/Linux 12"},
	}
	if diff := cmp.Diff(want, files.Contents()); diff != "" {
		t.Error(diff)
	}
	if got := (*FileSystem)(nil).Contents(); got.Shell != "" || got.Libc != "" || got.CACertificates || got.Tmp {
		t.Errorf("of nothing: %+v", got)
	}
}

func TestWhatAnUpperLayerTakesAwayIsNotThere(t *testing.T) {
	files := survey(t, layerOf(t, program("bin/sh", "x"), regular("etc/ssl/cert.pem", "PEM")),
		layerOf(t, regular("bin/.wh.sh", ""), regular("etc/ssl/.wh.cert.pem", "")))
	if c := files.Contents(); c.Shell != "" || c.CACertificates {
		t.Errorf("%+v", c)
	}
}

func TestAFileSystemIsTheSameAfterItWasStored(t *testing.T) {
	files := survey(t, layerOf(t, program("bin/server", goProgram(t)), symlink("bin/start", "server"), program("run", "#!/bin/sh\nexec server\n")))
	data, err := files.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var again FileSystem
	if err := again.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	if !files.Equal(&again) || !again.Has("/bin/start") {
		t.Error("it differs")
	}
	if err := again.UnmarshalBinary(data[:len(data)/2]); err == nil {
		t.Error("half of it was read")
	}
}

func TestTheStartIsFollowedThroughScriptsAndWrappers(t *testing.T) {
	server := goProgram(t)
	base := survey(t, layerOf(t, program("bin/sh", server), symlink("usr/bin/env", "../../bin/sh"), symlink("sbin/tini", "/bin/sh"),
		program("usr/bin/python3.13", server), symlink("usr/bin/python3", "python3.13")))
	own := survey(t, layerOf(t, program("app/server", server), regular("app/data", "no program"),
		program("entry.sh", "#!/bin/sh\nset -e\nmkdir -p /data\nif true; then nowhere; fi\nexec \"$@\"\n"),
		program("plain.sh", "#!/bin/sh\n. ./env\nserve() { true; }\nserve\n/app/server\n"),
		program("broken.sh", "#!/bin/sh\nif\n"), program("lost.sh", "#!/opt/bash\n"), program("envlost.sh", "#!/usr/bin/env ruby\n"),
		program("tool.py", "#!/usr/bin/python3.12\n"), program("fine.py", "#!/usr/bin/env python3\n"),
		program("other", "\x7fELF nonsense"), dir("usr/lib/python3.12/site-packages")))
	files := own.Over(base)
	for name, c := range map[string]struct {
		args      []string
		program   string
		obstacles []Obstacle
	}{
		"a program":            {[]string{"/app/server"}, "/app/server", nil},
		"through tini":         {[]string{"tini", "-s", "--", "/app/server"}, "/app/server", nil},
		"through env":          {[]string{"env", "A=b", "/app/server"}, "/app/server", nil},
		"a shell form":         {[]string{"/bin/sh", "-c", "/app/server --port $PORT"}, "/app/server", nil},
		"a shell form, lost":   {[]string{"/bin/sh", "-c", "/app/lost"}, "/bin/sh", []Obstacle{{Kind: NoProgram, Wants: "/app/lost"}}},
		"exec of arguments":    {[]string{"/entry.sh", "/app/server"}, "/app/server", []Obstacle{{Kind: NoCommand, In: "/entry.sh", Wants: "mkdir"}}},
		"the last command":     {[]string{"/plain.sh"}, "/app/server", nil},
		"a broken script":      {[]string{"/broken.sh"}, "/bin/sh", []Obstacle{{Kind: NotFollowed, In: "/broken.sh", Wants: "a script that can be read"}}},
		"a missing shell":      {[]string{"/lost.sh"}, "", []Obstacle{{Kind: NoInterpreter, In: "/lost.sh", Wants: "/opt/bash"}}},
		"a missing language":   {[]string{"/envlost.sh"}, "", []Obstacle{{Kind: NoInterpreter, In: "/envlost.sh", Wants: "ruby"}}},
		"a missing version":    {[]string{"/tool.py"}, "", []Obstacle{{Kind: NoInterpreter, In: "/tool.py", Wants: "/usr/bin/python3.12"}}},
		"not executable":       {[]string{"/app/data"}, "", []Obstacle{{Kind: NoProgram, Wants: "/app/data"}}},
		"no format":            {[]string{"/other"}, "", []Obstacle{{Kind: NotExecutable, In: "/other", Wants: "a format that the kernel knows"}}},
		"nothing":              {nil, "", []Obstacle{{Kind: NoProgram, Wants: "a command to start"}}},
		"the base's own entry": {[]string{"node", "x.js"}, "/bin/sh", nil},
		"not that of a path":   {[]string{"/usr/bin/node", "x.js"}, "", []Obstacle{{Kind: NoProgram, Wants: "/usr/bin/node"}}},
	} {
		t.Run(name, func(t *testing.T) {
			got := files.Trace(Start{Args: c.args, Entrypoint: []string{"/bin/node"}}, own)
			if name == "the base's own entry" || name == "not that of a path" {
				with := survey(t, layerOf(t, program("bin/node", server))).Over(files)
				got = with.Trace(Start{Args: c.args, Entrypoint: []string{"/bin/node"}, Env: []string{"PATH=/none"}, Path: "/none"}, own)
				if c.obstacles == nil {
					c.program = "/bin/node"
				}
			}
			if got.Program != c.program || !slices.Equal(got.Obstacles, c.obstacles) {
				t.Errorf("program %q, obstacles %+v", got.Program, got.Obstacles)
			}
		})
	}
}

// compiled is a C program or library that this computer's compiler makes; Lightship's window can't be built without one
// either, so that one is there.
func compiled(t *testing.T, source string, flags ...string) string {
	t.Helper()
	cc, err := exec.LookPath("cc")
	if err != nil {
		t.Fatalf("this test needs a C compiler, which make check installs: %v", err)
	}
	folder := t.TempDir()
	out := filepath.Join(folder, "out")
	if err := os.WriteFile(filepath.Join(folder, "in.c"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(cc, append([]string{"-o", out, filepath.Join(folder, "in.c")}, flags...)...)
	cmd.Dir = folder
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	binary, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(binary)
}

func TestTheClosureOfLibrariesIsFoundAsTheLoaderDoes(t *testing.T) {
	leaf := compiled(t, "int leaf(void) { return 1; }\n", "-shared", "-nostdlib", "-Wl,-soname,libleaf.so.1")
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "libleaf.so"), []byte(leaf), 0o600); err != nil {
		t.Fatal(err)
	}
	mid := compiled(t, "int leaf(void); int mid(void) { return leaf(); }\n", "-shared", "-nostdlib", "-Wl,-soname,libmid.so.1", "-L"+folder, "-lleaf",
		"-Wl,-rpath,$ORIGIN/sub", "-Wl,--enable-new-dtags")
	if err := os.WriteFile(filepath.Join(folder, "libmid.so"), []byte(mid), 0o600); err != nil {
		t.Fatal(err)
	}
	main := compiled(t, "int mid(void); void _start(void) { mid(); }\n", "-nostdlib", "-L"+folder, "-lmid", "-Wl,--allow-shlib-undefined",
		"-Wl,-rpath,/opt/lib", "-Wl,--enable-new-dtags", "-Wl,-dynamic-linker,/lib64/ld-linux-x86-64.so.2")
	loader := program("lib64/ld-linux-x86-64.so.2", leaf)
	start := Start{Args: []string{"/app"}}
	for name, c := range map[string]struct {
		files []file
		start Start
		wants []string
	}{
		"all there": {[]file{loader, program("app", main), regular("opt/lib/libmid.so.1", mid), regular("opt/lib/sub/libleaf.so.1", leaf)}, start, nil},
		"by LD_LIBRARY_PATH": {
			[]file{loader, program("app", main), regular("l/libmid.so.1", mid), regular("l/sub/libleaf.so.1", leaf)},
			Start{Args: []string{"/app"}, Env: []string{"LD_LIBRARY_PATH=/l"}},
			nil,
		},
		"in a system folder": {
			[]file{loader, program("app", main), regular("usr/lib/x86_64-linux-gnu/libmid.so.1", mid), regular("usr/lib64/libleaf.so.1", leaf)}, start, nil,
		},
		"the second is missing": {[]file{loader, program("app", main), regular("opt/lib/libmid.so.1", mid)}, start, []string{"libleaf.so.1"}},
		"RUNPATH is not handed down": {
			[]file{loader, program("app", main), regular("opt/lib/libmid.so.1", mid), regular("opt/lib/libleaf.so.1", leaf)}, start, []string{"libleaf.so.1"},
		},
		"not in the cache": {
			[]file{loader, program("app", main), regular("usr/local/lib/libmid.so.1", mid)}, start, []string{"libmid.so.1"},
		},
		"no loader": {[]file{program("app", main)}, start, []string{"/lib64/ld-linux-x86-64.so.2"}},
	} {
		t.Run(name, func(t *testing.T) {
			files := survey(t, layerOf(t, c.files...))
			var wants []string
			for _, o := range files.Trace(c.start, files).Obstacles {
				wants = append(wants, o.Wants)
			}
			if !slices.Equal(wants, c.wants) {
				t.Errorf("misses %v, want %v", wants, c.wants)
			}
		})
	}
}

func TestALibraryThatIsTooOldIsFoundByItsVersions(t *testing.T) {
	folder := t.TempDir()
	script := func(text string) string {
		path := filepath.Join(folder, "map"+text[:3])
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return "-Wl,--version-script=" + path
	}
	library := func(versions string) string {
		return compiled(t, "int f(void) { return 1; }\n", "-shared", "-nostdlib", "-Wl,-soname,libv.so.1", script(versions))
	}
	newer := library("V_2 { global: f; };\n")
	older := library("V_1 { global: f; };\n")
	if err := os.WriteFile(filepath.Join(folder, "libv.so"), []byte(newer), 0o600); err != nil {
		t.Fatal(err)
	}
	main := compiled(t, "int f(void); void _start(void) { f(); }\n", "-nostdlib", "-L"+folder, "-lv", "-Wl,-dynamic-linker,/lib64/ld-linux-x86-64.so.2")
	for library, want := range map[string][]Obstacle{
		newer: nil,
		older: {{Kind: NoVersion, In: "/app", Wants: "V_2", There: "/usr/lib/libv.so.1 offers V_1 at most"}},
	} {
		files := survey(t, layerOf(t, program("lib64/ld-linux-x86-64.so.2", newer), program("app", main), regular("usr/lib/libv.so.1", library)))
		if got := files.Trace(Start{Args: []string{"/app"}}, files).Obstacles; !slices.Equal(got, want) {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}

// loaderCache is an ld.so.cache as glibc's ldconfig writes it, of pairs of a soname and a path.
func loaderCache(pairs ...[2]string) []byte {
	text := append([]byte(cacheMagic), make([]byte, cacheHeader-len(cacheMagic))...)
	binary.LittleEndian.PutUint32(text[20:], uint32(len(pairs)))
	names := cacheHeader + len(pairs)*cacheEntrySize
	var words []byte
	for _, pair := range pairs {
		entry := make([]byte, cacheEntrySize)
		for i, word := range pair {
			binary.LittleEndian.PutUint32(entry[4+4*i:], uint32(names+len(words)))
			words = append(append(words, word...), 0)
		}
		text = append(text, entry...)
	}
	return append(text, words...)
}

func TestTheCacheOfTheLoaderIsRead(t *testing.T) {
	text := loaderCache(
		[2]string{"libz.so.1", "/usr/lib/x86_64-linux-gnu/libz.so.1"}, [2]string{"libc.so.6", "/lib/x86_64-linux-gnu/libc.so.6"},
		[2]string{"libc.so.6", "/lib32/libc.so.6"},
	)
	// Older systems have the same table behind one in the format before it.
	for name, cache := range map[string][]byte{"alone": text, "behind the old format": append([]byte("ld.so-1.7.0 and its table\x00\x00"), text...)} {
		paths := readCache(cache)
		if !slices.Equal(paths["libc.so.6"], []string{"/lib/x86_64-linux-gnu/libc.so.6", "/lib32/libc.so.6"}) || len(paths["libz.so.1"]) != 1 {
			t.Errorf("%s: %v", name, paths)
		}
	}
	for n := range text {
		if cut := readCache(text[:n]); len(cut["libc.so.6"]) == 2 && cut["libc.so.6"][1] == "/lib32/libc.so.6" {
			t.Errorf("%d bytes of %d tell as much as all of it", n, len(text))
		}
	}
	if readCache([]byte("nonsense")) != nil {
		t.Error("nonsense was read")
	}
}
