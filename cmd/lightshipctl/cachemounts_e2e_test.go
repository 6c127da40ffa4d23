//go:build e2e

package main

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lightship/engine/build"
	"lightship/engine/image"
)

// cacheMount is a small project of one package manager. Not here: apk, for the stand-in of Alpine has none, and gradle, gem and
// composer, whose images there are no stand-ins of.
type cacheMount struct {
	// rule is the id of the rule that writes the mount.
	rule, dockerfile string
	files            map[string]string
	// install is a part of the RUN that installs, as the image's history repeats it.
	install string
	// installed is a file or folder that is there afterwards, caches are the package manager's folders.
	installed string
	caches    []string
}

func cacheMounts() map[string]cacheMount {
	const npmProject = `{"name": "small", "version": "1.0.0", "private": true, "dependencies": {"ms": "2.1.3"}}`
	return map[string]cacheMount{
		"apt": {
			rule: "apt-cache-mount", install: "install -y --no-install-recommends hello", installed: "/usr/bin/hello",
			dockerfile: "FROM debian:trixie-slim\nRUN apt-get update && apt-get install -y --no-install-recommends hello\nCMD [\"hello\"]\n",
			caches:     []string{"/var/cache/apt", "/var/lib/apt/lists"},
		},
		"pip": {
			// The wheel that pip builds is kept in its cache, whatever a mirror says of its answers.
			rule: "pip-cache-mount", install: "pip install --no-binary=six", installed: "/usr/local/lib/python3.13/site-packages/six.py",
			dockerfile: "FROM python:3.13-slim\nRUN pip install --no-binary=six six==1.17.0\nCMD [\"python\"]\n",
			caches:     []string{"/root/.cache/pip"},
		},
		"npm": {
			rule: "npm-cache-mount", install: "npm install", installed: "/app/node_modules/ms",
			dockerfile: "FROM node:22-slim\nWORKDIR /app\nCOPY package.json ./\nRUN npm install --no-audit --no-fund\nCMD [\"node\"]\n",
			files:      map[string]string{"package.json": npmProject},
			caches:     []string{"/root/.npm"},
		},
		"yarn": {
			rule: "yarn-cache-mount", install: "yarn install", installed: "/app/node_modules/ms",
			dockerfile: "FROM node:22-slim\nWORKDIR /app\nCOPY package.json ./\nRUN yarn install\nCMD [\"node\"]\n",
			files:      map[string]string{"package.json": npmProject},
			caches:     []string{"/usr/local/share/.cache", "/root/.cache/yarn"},
		},
		"pnpm": {
			rule: "pnpm-cache-mount", install: "pnpm install", installed: "/app/node_modules",
			dockerfile: "FROM node:22-slim\nRUN npm install -g pnpm@9.15.4\nWORKDIR /app\nCOPY package.json ./\nRUN pnpm install\nCMD [\"node\"]\n",
			files:      map[string]string{"package.json": npmProject},
			caches:     []string{"/root/.local/share/pnpm/store"},
		},
		"go": {
			rule: "go-cache-mounts", install: "go build", installed: "/usr/local/bin/small",
			dockerfile: "FROM golang:1.22\nWORKDIR /src\nCOPY go.mod main.go ./\nRUN go mod tidy && go build -o /usr/local/bin/small .\nCMD [\"small\"]\n",
			files: map[string]string{
				"go.mod":  "module example.com/small\n\ngo 1.22\n\nrequire github.com/rivo/uniseg v0.4.7\n",
				"main.go": "package main\n\nimport \"github.com/rivo/uniseg\"\n\nfunc main() { println(uniseg.StringWidth(\"small\")) }\n",
			},
			caches: []string{"/go/pkg/mod", "/root/.cache/go-build"},
		},
		"cargo": {
			// Cargo's program is a hard link to the one in deps, whose name the bytes are counted at.
			rule: "cargo-cache-mount", install: "cargo build", installed: "/app/target/debug",
			dockerfile: "FROM rust:1.85-slim\nWORKDIR /app\nCOPY . .\nRUN cargo build\nCMD [\"target/debug/small\"]\n",
			files: map[string]string{
				"Cargo.toml":  "[package]\nname = \"small\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[dependencies]\nitoa = \"1\"\n",
				"src/main.rs": "fn main() { println!(\"{}\", itoa::Buffer::new().format(1)); }\n",
			},
			caches: []string{"/usr/local/cargo/registry"},
		},
		"maven": {
			rule: "maven-cache-mount", install: "mvn -q -B compile", installed: "/app/target/classes/Small.class",
			dockerfile: "FROM maven:3.9-eclipse-temurin-21\nWORKDIR /app\nCOPY . .\nRUN mvn -q -B compile\nCMD [\"java\", \"-cp\", \"target/classes\", \"Small\"]\n",
			files: map[string]string{
				"pom.xml": "<project><modelVersion>4.0.0</modelVersion><groupId>com.example</groupId><artifactId>small</artifactId><version>1</version>" +
					"<properties><maven.compiler.release>21</maven.compiler.release></properties></project>\n",
				"src/main/java/Small.java": "class Small { public static void main(String[] args) { System.out.println(1); } }\n",
			},
			caches: []string{"/root/.m2/repository"},
		},
	}
}

// inLayer are the bytes at some paths in the layer whose history has a text.
func inLayer(t *testing.T, a *image.Analysis, history string, paths ...string) int64 {
	t.Helper()
	for i, l := range a.Layers {
		if !strings.Contains(l.CreatedBy, history) {
			continue
		}
		sum := int64(0)
		for _, at := range paths {
			sum += a.Written.Bytes(i, at)
		}
		return sum
	}
	t.Fatalf("no layer was made by %q", history)
	return 0
}

// TestACacheMountKeepsThePackageAndNotTheCache builds each project as it is and with the rule's change. As it is, the cache is in
// the image, so that the test would see one.
func TestACacheMountKeepsThePackageAndNotTheCache(t *testing.T) {
	engine := sampleEngine(t)
	for name, c := range cacheMounts() {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			files := map[string]string{"Dockerfile": c.dockerfile}
			maps.Copy(files, c.files)
			for file, text := range files {
				at := filepath.Join(dir, file)
				if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			after, stderr, code := run(t, "rewrite", dir, "--only", c.rule)
			if code != 0 || !strings.Contains(after, "--mount=type=cache") {
				t.Fatalf("exit code %d\n%s\n%s", code, after, stderr)
			}
			for _, side := range []struct{ tag, text string }{{"before", c.dockerfile}, {"after", after}} {
				built, err := engine.Build(context.Background(), build.Request{
					Context: dir, Dockerfile: []byte(side.text), DockerfileName: "Dockerfile", Tag: name + "-" + side.tag,
				}, nil)
				if err != nil {
					t.Fatalf("%s: %v\n%s", side.tag, err, side.text)
				}
				a, err := image.Analyze(context.Background(), built.Image, image.Options{})
				if err != nil {
					t.Fatal(err)
				}
				installed, cached := inLayer(t, a, c.install, c.installed), inLayer(t, a, c.install, c.caches...)
				if installed == 0 {
					t.Errorf("%s: nothing is installed at %s", side.tag, c.installed)
				}
				if (cached == 0) != (side.tag == "after") {
					t.Errorf("%s: the layer has %d bytes of the cache", side.tag, cached)
				}
				t.Logf("%s: %d bytes installed, %d bytes of cache", side.tag, installed, cached)
			}
		})
	}
}
