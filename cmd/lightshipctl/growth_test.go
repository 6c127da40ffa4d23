package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
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
			"Dockerfile": repeated(n, "FROM node:22 AS s#\n"+node) + "FROM node:22\n" + node, "package.json": `{"name": "a"}`,
			"package-lock.json": `{"name": "a", "lockfileVersion": 3, "packages": {}}`,
		},
		"stages of Go": {
			"Dockerfile": repeated(n, "FROM golang:1.24 AS s#\n"+compiled) + "FROM golang:1.24\n" + compiled, "go.mod": "module x\n\ngo 1.24\n",
			"main.go": "package main\n\nfunc main() {}\n",
		},
		"requirements": {"Dockerfile": "FROM python:3.12\nCOPY . .\nRUN pip install -r requirements.txt\n", "requirements.txt": repeated(n*10, "package#==1.#\n")},
	}
}

// allocated is how many bytes linting a folder allocates in all.
func allocated(t *testing.T, files map[string]string) uint64 {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, notes, code := call(t, "lint", dir); code != 0 && code != 7 {
		t.Fatalf("lint ends with %d: %s", code, notes)
	}
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestTwiceAsMuchTextTakesAboutTwiceTheMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("what is allocated is counted, which the race detector adds to")
	}
	once, twice := growing(300), growing(600)
	for name, files := range once {
		a, b := allocated(t, files), allocated(t, twice[name])
		if float64(b) > 2.7*float64(a) {
			t.Errorf("%s: %d MB, and for twice as many %d MB", name, a>>20, b>>20)
		}
	}
}

// BenchmarkManyLines lints what has 5,000 of each.
func BenchmarkManyLines(b *testing.B) {
	for name, files := range growing(5000) {
		dir := b.TempDir()
		for file, text := range files {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
				b.Fatal(err)
			}
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				call(b, "lint", dir)
			}
		})
	}
}
