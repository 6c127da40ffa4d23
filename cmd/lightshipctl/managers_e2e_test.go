//go:build e2e

package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lightship/engine/build"
)

// wheel makes a distribution of Python, greeting 1.0, that no index has.
func wheel(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	record := ""
	add := func(name, text string) {
		w, err := archive.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256([]byte(text))
		record += fmt.Sprintf("%s,sha256=%s,%d\n", name, base64.RawURLEncoding.EncodeToString(sum[:]), len(text))
	}
	add("greeting.py", "TEXT = 'hello from a wheel'\n")
	add("greeting-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n")
	add("greeting-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
	add("greeting-1.0.dist-info/RECORD", record+"greeting-1.0.dist-info/RECORD,,\n")
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// greeter serves what the wheel brings.
const greeter = `from http.server import BaseHTTPRequestHandler, HTTPServer

import greeting


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = greeting.TEXT.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


HTTPServer(("", 8080), Handler).serve_forever()
`

const wheelFile = "wheels/greeting-1.0-py3-none-any.whl"

// poetryFiles are what poetry installs the wheel from. content-hash is poetry's own of this pyproject.toml.
func poetryFiles(sum string) map[string]string {
	return map[string]string{
		"pyproject.toml": `[tool.poetry]
package-mode = false

[tool.poetry.dependencies]
python = ">=3.9"
greeting = { path = "` + wheelFile + `" }
`,
		"poetry.lock": `[[package]]
name = "greeting"
version = "1.0"
description = ""
optional = false
python-versions = "*"
groups = ["main"]
files = [
    {file = "greeting-1.0-py3-none-any.whl", hash = "sha256:` + sum + `"},
]

[package.source]
type = "file"
url = "` + wheelFile + `"

[metadata]
lock-version = "2.1"
python-versions = ">=3.9"
content-hash = "a485c2f0d2d0de1f804f830f0959bd3b7fd2a90ae362e7c0a8cf8df3ede4c484"
`,
	}
}

// scriptFiles are those of a project that is installed itself, and has a script. content-hash is the same.
func scriptFiles(sum string) map[string]string {
	files := poetryFiles(sum)
	files["pyproject.toml"] = strings.Replace(files["pyproject.toml"], "package-mode = false\n", `name = "small"
version = "1.0.0"
description = ""
authors = []
packages = [{ include = "small.py" }]

[tool.poetry.scripts]
small = "small:main"
`, 1)
	files["small.py"] = "def main():\n    import app\n"
	return files
}

// pipenvFiles are what pipenv installs the wheel from.
func pipenvFiles(sum string) map[string]string {
	return map[string]string{
		"Pipfile": "[packages]\ngreeting = {file = \"" + wheelFile + "\"}\n",
		"Pipfile.lock": `{"_meta": {"hash": {"sha256": "-"}, "pipfile-spec": 6, "requires": {}, "sources": []},
"default": {"greeting": {"file": "` + wheelFile + `", "hashes": ["sha256:` + sum + `"]}}, "develop": {}}
`,
	}
}

// managerCases are Dockerfiles that install with poetry and pipenv where it can't be copied alone.
func managerCases() map[string]struct {
	files func(sum string) map[string]string
	text  string
} {
	type managerCase = struct {
		files func(sum string) map[string]string
		text  string
	}
	return map[string]managerCase{
		"poetry into the interpreter": {poetryFiles, `FROM python:3.13
RUN pip install poetry
WORKDIR /app
COPY . .
RUN poetry config virtualenvs.create false && poetry install --no-root --only main --no-interaction
EXPOSE 8080
CMD ["python", "app.py"]
`},
		"poetry into its cache": {poetryFiles, `FROM python:3.13
RUN pip install poetry
WORKDIR /app
COPY pyproject.toml poetry.lock ./
COPY wheels wheels
RUN poetry install --no-root --only main --no-interaction
COPY . .
EXPOSE 8080
CMD ["poetry", "run", "python", "app.py"]
`},
		"poetry with a script of the project": {scriptFiles, `FROM python:3.13
RUN pip install pipx && pipx install poetry
ENV PATH=/root/.local/bin:$PATH
WORKDIR /app
COPY . .
RUN poetry install --only main --no-interaction
EXPOSE 8080
ENTRYPOINT ["poetry", "run"]
CMD ["small"]
`},
		"pipenv into the interpreter": {pipenvFiles, `FROM python:3.13
RUN pip install pipenv
WORKDIR /app
COPY . .
RUN pipenv sync --system
EXPOSE 8080
CMD ["python", "app.py"]
`},
		"pipenv into its cache": {pipenvFiles, `FROM python:3.13
RUN pip install pipenv
WORKDIR /app
COPY . .
RUN pipenv sync
EXPOSE 8080
CMD pipenv run python app.py
`},
	}
}

// probedBoth starts the image before and the one after, and compares what they say.
func probedBoth(t *testing.T, dir string, want expected) (after string) {
	t.Helper()
	c, out := optimized(t, dir)
	engine := sampleEngine(t)
	request := build.Request{Context: dir, Dockerfile: []byte(c.Before.Text), DockerfileName: "Dockerfile", Tag: "before"}
	before := saidBy(t, engine, request, stored(t, c.Before.Image.Digest), want)
	request.Dockerfile, request.IgnoreFile = []byte(c.After.Text), read(t, filepath.Join(out, ".dockerignore"))
	light := saidBy(t, engine, request, stored(t, c.After.Image.Digest), want)
	checkAnswers(t, "before", before, want)
	checkAnswers(t, "after", light, want)
	if d := cmp.Diff(before.HTTP, light.HTTP); d != "" {
		t.Errorf("after answers otherwise than before:\n%s", d)
	}
	if c.After.Image.OnDisk >= c.Before.Image.OnDisk {
		t.Errorf("after is %d bytes on disk, before %d", c.After.Image.OnDisk, c.Before.Image.OnDisk)
	}
	return c.After.Text
}

func TestWhatPoetryAndPipenvInstallStartsWithoutThem(t *testing.T) {
	packed := wheel(t)
	var want expected
	want.Port = 8080
	want.HTTP = append(want.HTTP, struct {
		Path         string `json:"path"`
		Status       int    `json:"status"`
		Body         string `json:"body"`
		BodyContains string `json:"body_contains"`
	}{Path: "/", Status: 200, Body: "hello from a wheel"})
	for name, c := range managerCases() {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			files := c.files(fmt.Sprintf("%x", sha256.Sum256(packed)))
			files["Dockerfile"], files["app.py"], files[wheelFile] = c.text, greeter, string(packed)
			for file, text := range files {
				at := filepath.Join(dir, file)
				if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			after := probedBoth(t, dir, want)
			if _, final, _ := strings.Cut(after, "FROM python:3.13-slim"); !strings.Contains(final, `CMD ["`) || strings.Contains(final, "run") {
				t.Errorf("not split, or started otherwise:\n%s", after)
			}
		})
	}
}

// prunedCase is a sample with another Dockerfile, whose final stage takes node_modules from the stage that installs.
type prunedCase struct {
	sample, text string
	// prune is what takes development dependencies out.
	prune string
	// more is put behind a text of the sample's files.
	more [][3]string
}

func prunedCases() []prunedCase {
	const integrity = "sha512-QQtaxnoDJeAkDvDKWCLiwIXkTgRhwYDEQCghU9Z6q03iyek/rxRh/2lC3HB7P8sWT2xC/y5JDctPLBIGzHKbhw=="
	return []prunedCase{
		{"node-express-ts", `FROM node:22 AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:22-slim
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
EXPOSE 8080
USER node
CMD ["node", "dist/server.js"]
`, "npm prune --omit=dev", nil},
		{"node-yarn", `FROM node:22 AS build
WORKDIR /app
COPY package.json yarn.lock .yarnrc ./
RUN yarn install --frozen-lockfile

FROM node:22-slim
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY package.json index.js ./
EXPOSE 8080
USER node
CMD ["node", "index.js"]
`, "yarn install --production --ignore-scripts --prefer-offline", nil},
		{"node-pnpm", `FROM node:22 AS build
RUN npm install -g pnpm@10.6.5
WORKDIR /app
COPY . .
RUN pnpm install --frozen-lockfile

FROM node:22-slim
WORKDIR /app
COPY --from=build /app ./
EXPOSE 8080
USER node
CMD ["node", "src/index.js"]
`, "CI=true pnpm prune --prod --ignore-scripts", [][3]string{
			{"package.json", "{", `"devDependencies": {"prettier": "3.5.3"},`},
			{"pnpm-lock.yaml", "  .:\n", "    devDependencies:\n      prettier:\n        specifier: 3.5.3\n        version: 3.5.3\n"},
			{"pnpm-lock.yaml", "packages:\n", "\n  prettier@3.5.3:\n    resolution: {integrity: " + integrity + "}\n    hasBin: true\n"},
			{"pnpm-lock.yaml", "snapshots:\n", "\n  prettier@3.5.3: {}\n"},
		}},
	}
}

func TestAFinalStageTakesNoDevelopmentDependenciesFromTheOneThatBuilds(t *testing.T) {
	for _, c := range prunedCases() {
		t.Run(c.sample, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(filepath.Join(samples, c.sample))); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte(c.text), 0o644); err != nil {
				t.Fatal(err)
			}
			for _, m := range c.more {
				at := filepath.Join(dir, m[0])
				if err := os.WriteFile(at, []byte(strings.Replace(string(read(t, at)), m[1], m[1]+m[2], 1)), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			after := probedBoth(t, dir, expectation(t, c.sample))
			if !strings.Contains(after, c.prune+"\n") || !strings.Contains(after, "--from=pruned /app") {
				t.Errorf("not pruned:\n%s", after)
			}
		})
	}
}
