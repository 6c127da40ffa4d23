package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"lightship/engine/foreign/foreigntest"
)

func TestAHostileFolderIsOpenedLikeAnyOther(t *testing.T) {
	many := func(s string) string { return strings.Repeat(s, 300_000/len(s)) }
	for name, files := range map[string]map[string]string{
		"substitutions": {"Dockerfile": "FROM alpine:3.20\nRUN echo " + many("$(") + "\n"},
		"a start":       {"Dockerfile": "FROM alpine:3.20\nCMD " + many("$(") + "\n"},
		"a health check": {
			"Dockerfile": "FROM alpine:3.20\nHEALTHCHECK CMD " + many("`") + "\nENTRYPOINT [\"sh\", \"-c\", \"" + many("( ") + "\"]\n",
		},
		"variables":   {"Dockerfile": "FROM alpine:3.20\nENV A=" + many("${A:-") + "\n"},
		"lists":       {"Dockerfile": "FROM alpine:3.20\nRUN " + many("a&&") + "a\n"},
		"a manifest":  {"Dockerfile": "FROM node:22\nCOPY . .\nRUN npm ci\nCMD [\"npm\", \"start\"]\n", "package.json": strings.Repeat(`{"a":`, 200_000)},
		"a script":    {"Dockerfile": "FROM node:22\nCOPY . .\nRUN npm ci\nCMD [\"npm\", \"start\"]\n", "package.json": `{"name": "x", "scripts": {"start": "` + many("$(") + `"}}`},
		"TOML":        {"Dockerfile": "FROM python:3.12\nCOPY . .\nRUN pip install .\n", "pyproject.toml": "a = " + many("[")},
		"a lock file": {"Dockerfile": "FROM rust:1\nCOPY . .\nRUN cargo build\n", "Cargo.toml": "[package]\nname = \"x\"\n", "Cargo.lock": "a = " + many("{a=")},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for name, text := range files {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			for _, fifo := range []string{"Makefile", ".dockerignore", "CMakeLists.txt", "go.mod"} {
				if err := syscall.Mkfifo(filepath.Join(dir, fifo), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for _, args := range [][]string{{"lint", dir}, {"project", dir}, {"rewrite", dir, "--diff"}} {
				foreigntest.Watch(t, args[0]+" of "+name, func() {
					if _, notes, code := call(t, args...); code != 0 && code != 7 && code != 3 {
						t.Errorf("%s ends with %d: %.300s", args[0], code, notes)
					}
				})
			}
		})
	}
}

func TestADockerfileThatIsNoneIsBadInputInEveryCommand(t *testing.T) {
	large, fifo := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(large, "Dockerfile"), []byte("FROM alpine\n#"+strings.Repeat("x", 10<<20)), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(fifo, "other"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"lint", "graph", "project", "rewrite"} {
		if _, notes, code := call(t, command, large); code != 3 {
			t.Errorf("%s of 10 MB ends with %d: %s", command, code, notes)
		}
		if _, notes, code := call(t, command, fifo, "-f", "other"); code != 3 {
			t.Errorf("%s of a FIFO ends with %d: %s", command, code, notes)
		}
	}
}

func TestAFolderOfAllThatIsHostileAtOnceIsOpenedInEveryCommand(t *testing.T) {
	dir := foreigntest.Hostile(t)
	for _, args := range [][]string{{"lint", dir}, {"project", dir}, {"graph", dir}, {"rewrite", dir, "--diff"}} {
		foreigntest.Watch(t, args[0], func() {
			if _, notes, code := call(t, args...); code != 0 && code != 7 {
				t.Errorf("%s ends with %d: %.300s", args[0], code, notes)
			}
		})
	}
}

func TestACacheFolderThatIsAFileIsTheBuildersFault(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cache")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_CACHE_HOME", file)
	t.Setenv("BUILDKIT_HOST", "")
	dir := t.TempDir()
	for name, text := range map[string]string{
		"Dockerfile": "FROM golang:1.24\nWORKDIR /s\nCOPY . .\nRUN go build -o /app .\nCMD [\"/app\"]\n", "go.mod": "module x\n\ngo 1.24\n", "main.go": "package main\n\nfunc main() {}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, notes, code := call(t, "optimize", dir); code != 5 {
		t.Errorf("it ends with %d: %s", code, notes)
	}
}
