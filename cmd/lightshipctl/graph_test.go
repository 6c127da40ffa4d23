package main

import (
	"bytes"
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const twoStages = `ARG GO=1.22
FROM golang:$GO AS build
RUN go build -o /out/app .
FROM alpine:3.20 AS docs
COPY --from=manual / /
FROM scratch
COPY --link --from=build /out/app /app
`

// graphs runs "graph" on a project that has one Dockerfile.
func graphs(t *testing.T, text string, args ...string) (string, error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	root := newRoot()
	var out bytes.Buffer
	root.SetOut(&out)
	root.SetArgs(append([]string{"graph", dir}, args...))
	err := root.ExecuteContext(t.Context())
	return out.String(), err
}

func TestGraphPrintsATreeThatFollowsTheFlags(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"as it is", nil, `stage 2 (1 step, lines 6-7) ★ target
└─ COPY /out/app → /app [--link]: build (1 step, lines 2-3)
   └─ FROM: golang:1.22 (image)
docs (1 step, lines 4-5) not used by the target
├─ FROM: alpine:3.20 (image)
└─ COPY / → /: manual (image)
`},
		{"target and build argument", []string{"--target", "BUILD", "--build-arg", "GO=1.26"}, `build (1 step, lines 2-3) ★ target
└─ FROM: golang:1.26 (image)
`},
		{"named contexts", []string{"--target", "docs", "--build-context", "manual=../manual", "--build-context", "alpine:3.20=docker-image://alpine:edge"}, `docs (1 step, lines 4-5) ★ target
├─ FROM: alpine:3.20 (context docker-image://alpine:edge)
└─ COPY / → /: manual (context ../manual)
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := graphs(t, twoStages, c.args...)
			if err != nil || !strings.HasPrefix(got, c.want) {
				t.Errorf("%v\n%s", err, got)
			}
		})
	}
}

func TestGraphWritesEveryFormat(t *testing.T) {
	for format, good := range map[string]func(string) bool{
		"json": func(s string) bool { return json.Valid([]byte(s)) },
		"dot":  func(s string) bool { return strings.HasPrefix(s, "digraph") },
		"svg":  func(s string) bool { return strings.HasPrefix(s, "<svg") && strings.HasSuffix(s, "</svg>\n") },
		"png": func(s string) bool {
			picture, err := png.Decode(strings.NewReader(s))
			return err == nil && picture.Bounds().Dx() > 400
		},
	} {
		if out, err := graphs(t, twoStages, "--format", format); err != nil || !good(out) {
			t.Errorf("%s: %v, %d bytes", format, err, len(out))
		}
	}
}

func TestGraphSaysWhatIsWrongAndExitsWithItsCode(t *testing.T) {
	for _, c := range []struct {
		name, text string
		args       []string
		want       string
		code       int
	}{
		{"broken line", "FROM alpine\nRUM x\n", nil, "Dockerfile:2: unknown instruction: RUM (did you mean RUN?)", 3},
		{"another frontend", "# syntax=ghcr.io/o/mockerfile\nanything\n", nil, "Dockerfile is written for another frontend", 3},
		{"no such target", twoStages, []string{"--target", "biuld"}, "did you mean build?", 3},
		{"a stage's number", twoStages, []string{"--target", "0"}, "not numbered: write build", 3},
		{"no platform", twoStages, []string{"--platform", "toaster"}, "\"toaster\" is not a platform", 3},
		{"a flag that is none", twoStages, []string{"--nope"}, "graph --help lists the flags", 2},
		{"two folders", twoStages, []string{"more"}, "takes one folder", 2},
		{"a Dockerfile that is not there", twoStages, []string{"--dockerfile", "nope"}, "lightshipctl project lists the Dockerfiles", 3},
		{"a folder for a Dockerfile", twoStages, []string{"--dockerfile", "."}, "is a folder", 3},
		{"a service that is none", twoStages, []string{"--service", "x"}, "\"x\" is neither a Dockerfile, a compose service", 3},
		{"no such format", twoStages, []string{"--format", "gif"}, "use text, json, dot, svg or png", 2},
		{"half a context", twoStages, []string{"--build-context", "docs"}, "write --build-context NAME=SOURCE", 2},
		{"a context's name", twoStages, []string{"--build-context", "Docs=x"}, "a context is named as an image is", 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := graphs(t, c.text, c.args...)
			if err == nil || !strings.Contains(err.Error(), c.want) || exitCode(err) != c.code || out != "" {
				t.Errorf("code %d, %v, printed %q", exitCode(err), err, out)
			}
		})
	}
}
