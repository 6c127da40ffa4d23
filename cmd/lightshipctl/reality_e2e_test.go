//go:build e2e

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/sirupsen/logrus"

	"lightship/engine/bases"
	"lightship/engine/build"
	"lightship/engine/image"
	recipes "lightship/testdata/bases"
)

// subject is a program that is built in one image and started on all others. Its stage has to leave all that it brings
// below /out.
type subject struct {
	name string
	// needs are the images that its stage is built from.
	needs []string
	stage string
	start []string
}

// subjects are one program of each kind that a verdict tells apart.
func subjects() []subject {
	const golang = "docker.io/library/golang:1.22"
	cSource := func(source, command string) string {
		return "FROM golang:1.22 AS build\nWORKDIR /src\nCOPY <<EOT main.c\n" + source + "\nEOT\nRUN mkdir -p /out && " + command + "\n"
	}
	return []subject{
		{"Go static", []string{golang}, goStage("0", `import "fmt"`, `fmt.Println("hello")`), []string{"/app"}},
		{"Go cgo", []string{golang}, goStage("1", "/*\n#include <stdlib.h>\n*/\nimport \"C\"\n\nimport \"fmt\"", "C.free(C.malloc(1)); fmt.Println(1)"), []string{"/app"}},
		{"C with libssl", []string{golang}, cSource("const char *OpenSSL_version(int);\nvoid *TLS_method(void);\nint main(void) { return !TLS_method() || !OpenSSL_version(0); }",
			"gcc -o /out/app main.c /usr/lib/x86_64-linux-gnu/libssl.so.3 /usr/lib/x86_64-linux-gnu/libcrypto.so.3"), []string{"/app"}},
		{"C++", []string{golang}, cSource("#include <iostream>\n#include <string>\nint main() { std::cout << std::to_string(1) << std::endl; }",
			"mv main.c main.cc && g++ -o /out/app main.cc"), []string{"/app"}},
		{"C static", []string{golang}, cSource("#include <stdio.h>\nint main(void) { puts(\"hello\"); return 0; }", "gcc -static -o /out/app main.c"), []string{"/app"}},
		{"C with its own library", []string{golang}, cSource("int own(void);\nint main(void) { return own(); }",
			"mkdir -p /out/opt/lib && echo 'int own(void) { return 0; }' > own.c && gcc -shared -Wl,-soname,libown.so.1 -o /out/opt/lib/libown.so.1 own.c && "+
				"gcc -o /out/opt/app main.c /out/opt/lib/libown.so.1 -Wl,-rpath,'$ORIGIN/lib'"), []string{"/opt/app"}},
		{
			"C for musl",
			[]string{golang, "docker.io/library/alpine:3.20"},
			"FROM alpine:3.20 AS musl\n" + cSource("void _exit(int);\nlong write(int, const void *, unsigned long);\nvoid _start(void) { write(1, \"hello\\\\n\", 6); _exit(0); }", "true") +
				"COPY --from=musl /lib/ld-musl-x86_64.so.1 /m/libc.so\n" +
				"RUN gcc -nostdlib -o /out/app main.c -L/m -l:libc.so -Wl,-dynamic-linker,/lib/ld-musl-x86_64.so.1\n",
			[]string{"/app"},
		},
		{"shell script", []string{golang}, "FROM golang:1.22 AS build\nCOPY --chmod=755 <<'EOT' /out/run.sh\n#!/bin/sh\nset -e\ncat $0 >/dev/null\nexec \"$@\"\nEOT\n", []string{"/run.sh", "/bin/true"}},
		{"shell form", []string{golang}, goStage("0", `import "fmt"`, `fmt.Println("hello")`), []string{"/bin/sh", "-c", "/app --port ${PORT:-1}"}},
		{"bash script", []string{golang}, "FROM golang:1.22 AS build\nCOPY --chmod=755 <<'EOT' /out/run.sh\n#!/usr/bin/env bash\necho hello\nEOT\n", []string{"/run.sh"}},
		{"Python with its own extension", []string{golang}, pythonStage, []string{"python3", "/app/main.py"}},
		{"Python with a native wheel", []string{"docker.io/library/python:3.13"}, wheelStage, []string{"python3", "/app/main.py"}},
		{"Node.js with its own module", []string{golang}, nodeStage, []string{"node", "/app/main.js"}},
		{"Node.js with a native module", []string{"docker.io/library/node:22"}, addOnStage, []string{"node", "/app/main.js"}},
		{"Java jar", []string{"docker.io/library/eclipse-temurin:21-jdk"}, javaStage, []string{"java", "-jar", "/app.jar"}},
		{"Rust gnu", []string{"docker.io/library/rust:1.85"}, "FROM rust:1.85 AS build\nRUN mkdir -p /out && echo 'fn main() { println!(\"hello\"); }' > main.rs && rustc -o /out/app main.rs\n", []string{"/app"}},
		{"Rust musl", []string{"docker.io/library/rust:1.85"}, rustMuslStage, []string{"/app"}},
	}
}

// wheelStage installs orjson, which is compiled Rust and nothing else: without its library it can't be imported.
const wheelStage = `FROM python:3.13 AS build
COPY <<EOT /out/app/main.py
import orjson
print(orjson.dumps({"hello": 1}))
EOT
RUN pip install --no-cache-dir --only-binary :all: --target /out/app orjson==3.10.18
`

// addOnStage installs bcrypt, whose package has a compiled add-on for each platform and C library.
const addOnStage = `FROM node:22 AS build
WORKDIR /out/app
COPY <<EOT main.js
console.log(require('bcrypt').hashSync('hello', 4))
EOT
RUN npm install --no-audit --no-fund bcrypt@6.0.0
`

// rustMuslStage compiles Rust's standard library for musl from Debian's copy of its sources, because no package has it
// compiled. Debian's musl has no unwinder, so gcc's is taken, with the one function of glibc that it asks for: nothing
// unwinds here.
const rustMuslStage = `FROM rust:1.85 AS build
WORKDIR /src
RUN apt-get -qq update && apt-get -qq -o APT::Sandbox::User=root download rust-src musl-dev && \
    for deb in *.deb; do dpkg-deb -x "$deb" /; done
COPY <<EOT find.c
int _dl_find_object(void *pc, void *object) { return -1; }
EOT
RUN to=/usr/lib/rustlib/x86_64-unknown-linux-musl/lib/self-contained && gcc=$(dirname $(gcc -print-libgcc-file-name)) && \
    mkdir -p $to && cp /usr/lib/x86_64-linux-musl/*.o /usr/lib/x86_64-linux-musl/libc.a $gcc/crt*.o $to/ && \
    cp $gcc/libgcc_eh.a $to/libunwind.a && gcc -c find.c && ar r $to/libunwind.a find.o
COPY <<EOT Cargo.toml
[package]
name = "app"
version = "0.1.0"
edition = "2021"
[profile.dev]
panic = "abort"
debug = false
EOT
COPY <<EOT src/main.rs
fn main() { println!("hello") }
EOT
RUN RUSTC_BOOTSTRAP=1 cargo build -q -Z build-std=std,panic_abort -Z build-std-features= --target x86_64-unknown-linux-musl && \
    mkdir -p /out && cp target/x86_64-unknown-linux-musl/debug/app /out/app
`

func goStage(cgo, imports, body string) string {
	return "FROM golang:1.22 AS build\nWORKDIR /src\nCOPY <<EOT main.go\npackage main\n\n" + imports + "\n\nfunc main() { " + body + " }\nEOT\n" +
		"RUN go mod init example.com/app && CGO_ENABLED=" + cgo + " go build -o /out/app .\n"
}

// pythonStage makes an extension module without Python's headers: the layout of PyModuleDef is part of its stable ABI.
const pythonStage = `FROM golang:1.22 AS build
WORKDIR /src
COPY <<EOT fast.c
struct def { long refs; void *type, *init; long index; void *copy; const char *name, *doc; long size; void *rest[5]; };
static struct def module = { 1, 0, 0, 0, 0, "fast", 0, -1 };
void *PyModule_Create2(void *, int);
void *PyInit_fast(void) { return PyModule_Create2(&module, 1013); }
EOT
COPY <<EOT /out/app/main.py
import fast
print(fast.__name__)
EOT
RUN mkdir -p /out/usr/local/lib/python3.13/site-packages && \
    gcc -shared -fPIC -o /out/usr/local/lib/python3.13/site-packages/fast.cpython-313-x86_64-linux-gnu.so fast.c -lm && \
    cp /out/usr/local/lib/python3.13/site-packages/*.so /out/app/
`

const nodeStage = `FROM golang:1.22 AS build
WORKDIR /src
COPY <<EOT fast.c
void *napi_register_module_v1(void *env, void *exports) { return exports; }
EOT
COPY <<EOT /out/app/main.js
require('fast/fast.node')
EOT
RUN mkdir -p /out/app/node_modules/fast && gcc -shared -fPIC -o /out/app/node_modules/fast/fast.node fast.c -lm
`

const javaStage = `FROM eclipse-temurin:21-jdk AS build
WORKDIR /src
COPY <<EOT Main.java
public class Main { public static void main(String[] a) { System.out.println("hello"); } }
EOT
RUN mkdir -p /out && javac Main.java && jar --create --file /out/app.jar --main-class Main Main.class
`

// withVariants is the recipe whose variants are tried too; those of the others differ from their image in the same things: the
// user, and a shell at an unusual place.
const withVariants = "images/distroless-base-debian13.toml"

// standIns are the references that the testbed answers to, by image.
func standIns(t *testing.T) [][]string {
	t.Helper()
	files, err := fs.Glob(recipes.Recipes, "images/*.toml")
	if err != nil {
		t.Fatal(err)
	}
	var images [][]string
	for _, file := range files {
		text, err := fs.ReadFile(recipes.Recipes, file)
		if err != nil {
			t.Fatal(err)
		}
		type names struct {
			Refs []string `toml:"refs"`
		}
		var r struct {
			names
			Variants []names `toml:"variant"`
		}
		if err := toml.Unmarshal(text, &r); err != nil {
			t.Fatal(err)
		}
		all := []names{r.names}
		if file == withVariants {
			all = append(all, r.Variants...)
		}
		for _, n := range all {
			if len(n.Refs) > 0 && !strings.Contains(n.Refs[0], "docker/dockerfile") {
				images = append(images, n.Refs)
			}
		}
	}
	return images
}

// reality builds and starts programs with a real BuildKit.
type reality struct {
	engine   *build.Engine
	registry *bases.Registry
	context  string
}

func newReality(t *testing.T) *reality {
	t.Helper()
	log := logrus.New()
	log.SetOutput(io.Discard)
	config := os.Getenv("LIGHTSHIP_BUILDKITD_CONFIG")
	cache := filepath.Join(home, "cache", "lightship")
	r := &reality{
		engine: build.NewEngine(build.Settings{
			CacheDir: cache, BinDir: filepath.Dir(program(t, "buildkitd")), Config: config, Log: log,
		}),
		registry: bases.NewRegistry(bases.Settings{CacheDir: cache, BuildkitdConfig: config, Log: log}),
		context:  t.TempDir(),
	}
	t.Cleanup(func() { _ = r.engine.Close() })
	return r
}

func (r *reality) build(text, tag string) (*build.Result, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Minute)
	defer cancel()
	return r.engine.Build(ctx, build.Request{
		Context: r.context, Dockerfile: []byte(text), DockerfileName: "Dockerfile", Platform: "linux/amd64", Tag: tag,
	}, nil)
}

// built is what a subject's image shows of it.
func (r *reality) built(t *testing.T, s subject) bases.Program {
	t.Helper()
	start, err := json.Marshal(s.start)
	if err != nil {
		t.Fatal(err)
	}
	built, err := r.build(s.stage+"FROM scratch\nCOPY --from=build /out/ /\nENTRYPOINT "+string(start)+"\n", "subject")
	if err != nil {
		t.Fatalf("%s: %v", s.name, err)
	}
	a, err := image.Analyze(t.Context(), built.Image, image.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return bases.ObservedImage(a, bases.Program{Predicted: true})
}

// inside are the facts of a base with what its layers tell, and its files.
func (r *reality) inside(t *testing.T, ref string) (bases.Facts, *image.FileSystem) {
	t.Helper()
	facts, err := r.registry.Facts(t.Context(), ref, "linux/amd64")
	if err != nil || facts.Problem != "" {
		t.Fatalf("%s: %v %s", ref, err, facts.Problem)
	}
	in, err := r.registry.Inside(t.Context(), ref, "linux/amd64", facts, nil)
	if err != nil {
		t.Fatal(err)
	}
	return in.Into(facts), in.Files
}

// onBase is the base with all that its layers tell.
func (r *reality) onBase(t *testing.T, ref string) bases.Base {
	t.Helper()
	return bases.Describe(ref).With(r.inside(t, ref))
}

// witness is a program that starts its arguments behind the first, and says how that ended on the base of that number. It needs
// nothing of the base itself.
const witness = `package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
)

func main() {
	out, err := exec.Command(os.Args[2], os.Args[3:]...).CombinedOutput()
	end := "it starts"
	if err != nil {
		end = err.Error() + ": " + strings.Join(strings.Fields(string(out)), " ")
	}
	fmt.Println("witnessed", os.Args[1], end)
}
`

// witnessed compiles the witness into a folder.
func witnessed(t *testing.T, into string) {
	t.Helper()
	source := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(source, []byte(witness), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "build", "-o", filepath.Join(into, "witness"), source)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// ends is how the program's start ends on each base, empty where it starts: one build starts it on all of them.
func (r *reality) ends(t *testing.T, s subject, candidates []bases.Base) []string {
	t.Helper()
	var text, all strings.Builder
	text.WriteString("FROM scratch AS witness\nCOPY witness /\n" + s.stage)
	all.WriteString("FROM scratch\n")
	for i, b := range candidates {
		args := slices.Clone(s.start)
		if len(b.Entrypoint) > 0 && filepath.Base(b.Entrypoint[0]) == args[0] {
			args[0] = b.Entrypoint[0]
		}
		start, err := json.Marshal(slices.Concat([]string{"/.witness/witness", strconv.Itoa(i)}, args))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&text, "FROM %s AS on-%d\nCOPY --from=build /out/ /\nRUN --mount=type=bind,from=witness,target=/.witness %s\n", b.Ref, i, start)
		fmt.Fprintf(&all, "COPY --from=on-%d %s /%d/\n", i, s.made(), i)
	}
	built, err := r.build(text.String()+all.String(), "started")
	if err != nil {
		t.Fatalf("it could not be tried: %v", err)
	}
	ends := make([]string, len(candidates))
	told := 0
	for _, step := range built.Progress.Steps {
		for _, line := range step.Log {
			number, end, ok := strings.Cut(strings.TrimPrefix(line.Text, "witnessed "), " ")
			i, err := strconv.Atoi(number)
			if !strings.HasPrefix(line.Text, "witnessed ") || !ok || err != nil {
				continue
			}
			told++
			if end = strings.TrimSpace(end); end != "it starts" {
				ends[i] = end
			}
		}
	}
	if told != len(candidates) {
		t.Fatalf("%d of %d bases said how it ended", told, len(candidates))
	}
	return ends
}

// made is a file or folder that the subject's stage makes.
func (s subject) made() string {
	for _, arg := range s.start {
		if strings.HasPrefix(arg, "/") && !strings.HasPrefix(arg, "/bin/") {
			return strings.Fields(arg)[0]
		}
	}
	return "/app"
}

// mostFalseRefusals is the part of verdicts that may say "does not fit" of a program that starts all the same.
const mostFalseRefusals = 0.02

func TestAVerdictIsWhatHappensWhenTheProgramIsStarted(t *testing.T) {
	r := newReality(t)
	witnessed(t, r.context)
	var known []string
	var candidates []bases.Base
	for _, refs := range standIns(t) {
		known = append(known, refs...)
		if strings.Contains(refs[0], "maven") || strings.Contains(refs[0], "/rust:") {
			continue // nobody's final base, and large
		}
		candidates = append(candidates, r.onBase(t, strings.TrimPrefix(strings.TrimPrefix(refs[0], "docker.io/"), "library/")))
	}
	candidates = append(candidates, bases.Describe(bases.Scratch).With(bases.Facts{}, nil))
	verdicts, refusals := 0, []string{}
	for _, s := range subjects() {
		t.Run(s.name, func(t *testing.T) {
			for _, ref := range s.needs {
				if !slices.Contains(known, ref) {
					t.Fatalf("the testbed has no %s", ref)
				}
			}
			verdicts += len(candidates)
			refusals = append(refusals, r.try(t, s, candidates)...)
		})
	}
	t.Logf("%d verdicts on %d bases, %d false refusals:\n%s", verdicts, len(candidates), len(refusals), strings.Join(refusals, "\n"))
	if float64(len(refusals)) > mostFalseRefusals*float64(verdicts) {
		t.Errorf("%d of %d verdicts refuse what starts", len(refusals), verdicts)
	}
}

// try starts a program on every candidate, and returns the verdicts that refuse one that it starts on. It has to start
// somewhere, and wherever the verdict says so.
func (r *reality) try(t *testing.T, s subject, candidates []bases.Base) (refusals []string) {
	p := r.built(t, s)
	var nowhere []string
	for i, end := range r.ends(t, s, candidates) {
		verdict := bases.Judge(p, candidates[i])
		line := fmt.Sprintf("%s on %s: %s (%s)", s.name, candidates[i].Ref, verdict.Level, verdict.Reasons[0])
		switch {
		case verdict.Level != bases.DoesNotFit && end != "":
			t.Errorf("%s, and it does not start: %s", line, end)
		case verdict.Level == bases.DoesNotFit && end == "":
			refusals = append(refusals, line)
		}
		if end != "" {
			nowhere = append(nowhere, line+": "+end)
		}
	}
	if len(nowhere) == len(candidates) {
		t.Errorf("it starts nowhere:\n%s", strings.Join(nowhere, "\n"))
	}
	return refusals
}
