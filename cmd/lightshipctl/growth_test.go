package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"lightship/engine/foreign/foreigntest"
)

// repeated writes a text for each of n numbers.
func repeated(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, strings.ReplaceAll(format, "#", "%[1]d"), i)
	}
	return b.String()
}

// growing are folders that grow with n, in what people write many of.
func growing(n int) map[string]map[string]string {
	from := "FROM alpine:3.20\n"
	node := "WORKDIR /a\nCOPY . .\nRUN npm ci\n"
	compiled := "WORKDIR /src\nCOPY . .\nRUN go build -o /app .\nCMD [\"/app\"]\n"
	python := "WORKDIR /a\nCOPY . .\nRUN pip install -r requirements.txt\n"
	return map[string]map[string]string{
		"stages":          {"Dockerfile": repeated(n, "FROM alpine:3.20 AS s#\nRUN echo #\n")},
		"arguments":       {"Dockerfile": repeated(n, "ARG A#=#\n") + from + repeated(n, "ARG A#\n")},
		"variables":       {"Dockerfile": from + repeated(n, "ENV E#=v#\nRUN echo $E#\n")},
		"copies":          {"Dockerfile": "FROM alpine:3.20 AS s\n" + from + repeated(n, "COPY --from=s /a# /b#\n")},
		"a heredoc":       {"Dockerfile": from + "RUN <<EOF\n" + repeated(n*10, "echo #\n") + "EOF\n"},
		"targets of bake": {"Dockerfile": from, "docker-bake.hcl": repeated(n, "target \"t#\" {\n args = { A = \"#\" }\n}\n")},
		"installs":        {"Dockerfile": "FROM debian:12\n" + repeated(n, "RUN apt-get update && apt-get install -y build-essential p#\n")},
		"packages":        {"Dockerfile": from + "RUN apk add" + repeated(n, " \\\n p#") + "\n"},
		"downloads":       {"Dockerfile": from + repeated(n, "RUN curl -o /x# https://example.com/x# && tar xf /x# && rm /x#\n")},
		"a chain":         {"Dockerfile": "FROM alpine:3.20 AS s\n" + repeated(n, "FROM alpine:3.20 AS s#\nCOPY --from=s /a /b\nCOPY --from=# /b /a\n")},
		"stages of Node.js": {
			"Dockerfile": "FROM node:22 AS s\n" + repeated(n, "FROM node:22 AS s#\n"+node+"COPY --from=# /a /b\n") + "FROM node:22\n" + node, "package.json": `{"name": "a"}`,
			"package-lock.json": `{"name": "a", "lockfileVersion": 3, "packages": {}}`,
		},
		"stages of Go": {
			"Dockerfile": repeated(n, "FROM golang:1.24 AS s#\n"+compiled) + "FROM golang:1.24\n" + compiled, "go.mod": "module x\n\ngo 1.24\n",
			"main.go": "package main\n\nfunc main() {}\n",
		},
		"stages of Python": {
			"Dockerfile": repeated(n, "FROM python:3.13 AS s#\n"+python) + "FROM python:3.13\n" + python + "CMD [\"python\", \"app.py\"]\n",
			"app.py":     "import flask\n", "requirements.txt": "flask==3.0.0\n",
		},
		"requirements": {"Dockerfile": "FROM python:3.12\nCOPY . .\nRUN pip install -r requirements.txt\n", "requirements.txt": repeated(n*10, "package#==1.#\n")},
	}
}

// folderWith puts files into a new folder.
func folderWith(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// allocated is how many bytes a command allocates in all for a folder of these files.
func allocated(t *testing.T, command string, files map[string]string) uint64 {
	t.Helper()
	dir := folderWith(t, files)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, notes, code := call(t, command, dir); code != 0 && code != 7 {
		t.Fatalf("%s ends with %d: %s", command, code, notes)
	}
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestTwiceAsMuchTextTakesAboutTwiceTheMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("what is allocated is counted, which the race detector adds to")
	}
	once, twice := growing(200), growing(400)
	for name, files := range once {
		for _, command := range []string{"lint", "rewrite"} {
			a, b := allocated(t, command, files), allocated(t, command, twice[name])
			if float64(b) > 2.7*float64(a) {
				t.Errorf("%s, %s: %d MB, and for twice as many %d MB", name, command, a>>20, b>>20)
			}
		}
	}
}

func TestThousandsOfStagesAreRewrittenWithinTheBoundsOfAText(t *testing.T) {
	if testing.Short() {
		t.Skip("it has nothing for the race detector, which would take minutes")
	}
	all := growing(2000)
	for _, name := range []string{"stages of Go", "stages of Node.js", "stages of Python"} {
		dir := folderWith(t, all[name])
		foreigntest.WatchFor(t, foreigntest.MaxTime, 300<<20, name, func() {
			if _, notes, code := call(t, "rewrite", dir); code != 0 {
				t.Errorf("%s: it ends with %d: %.300s", name, code, notes)
			}
		})
	}
}

// BenchmarkManyLines reads what has 5,000 of each.
func BenchmarkManyLines(b *testing.B) {
	for name, files := range growing(5000) {
		dir := folderWith(b, files)
		for _, command := range []string{"lint", "rewrite"} {
			b.Run(name+"/"+command, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					call(b, command, dir)
				}
			})
		}
	}
}
