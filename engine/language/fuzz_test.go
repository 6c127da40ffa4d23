package language_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"lightship/engine/language"
)

// foreign are names of files that others write and some reader reads.
var foreign = strings.Fields(`docker-bake.hcl docker-bake.json compose.yaml package.json package-lock.json pnpm-workspace.yaml tsconfig.json
	pom.xml build.gradle build.gradle.kts settings.gradle gradle/libs.versions.toml pyproject.toml Pipfile poetry.lock uv.lock
	requirements.txt setup.py setup.cfg Cargo.toml Cargo.lock .cargo/config.toml rust-toolchain.toml go.mod go.sum vendor/modules.txt
	CMakeLists.txt Makefile meson.build nginx.conf deploy.yaml Chart.yaml templates/app.yaml .dockerignore .env start.sh
	main.go app.py server.js main.c src/main.rs src/Main.java src/main/resources/application.properties`)

// FuzzSources opens a folder with two files of foreign text. It must neither panic nor take 2 seconds or 512 MB.
func FuzzSources(f *testing.F) {
	seeds := map[string]string{
		"docker-bake.hcl": "target \"a\" {\n args = { A = \"${upper(B)}\" }\n inherits = [\"b\"]\n}\n", "compose.yaml": "services:\n  a: {build: ., image: \"${A:-b}\"}\n",
		"package.json": `{"name": "a", "scripts": {"start": "node server.js"}, "dependencies": {"b": "1"}}`, "docker-bake.json": `{"target": {"a": {"tags": ["${A}"]}}}`,
		"pom.xml":          "<project><properties><a>${b}${b}</a><b>${a}</b></properties><version>${a}</version></project>",
		"pyproject.toml":   "[project]\nname = \"a\"\ndependencies = [\"b[c]>=1\"]\n",
		"requirements.txt": "-r a.txt\na[b]==1 \\\n --hash=sha256:1\n", "CMakeLists.txt": "project(a)\nadd_executable(a main.c)\ninstall(TARGETS a)\n", "build.gradle": "plugins { id 'java' }\n",
		"Cargo.toml": "[package]\nname = \"a\"\nversion = \"1.0.0\"\n", "go.mod": "module a\n\ngo 1.24\n\nrequire b v1.0.0\n", "deploy.yaml": "kind: Deployment\nspec: {template: {spec: {containers: [{image: a, args: [b]}]}}}\n",
		"start.sh": "#!/bin/sh\nexec $(which a) \"$@\"\n", "app.py": "open('a.txt')\n", "server.js": "require('./a'); fs.readFileSync('b')\n",
	}
	for i, name := range foreign {
		text := seeds[name]
		f.Add(byte(i), text, byte(i+1), "")
		f.Add(byte(i), strings.Repeat(text, 20), byte(i+7), "${a}[{(\"")
	}
	f.Fuzz(func(t *testing.T, one byte, text string, other byte, more string) {
		dir := t.TempDir()
		for name, text := range map[string]string{"Dockerfile": "FROM alpine:3.20\nCOPY . .\n", name(one): text, name(other): more} {
			at := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		p, _, err := language.All().Open(t.Context(), dir)
		if err != nil || p == nil {
			t.Fatalf("the rest of the folder is not opened: %v", err)
		}
		runtime.ReadMemStats(&after)
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s and %s take %s", name(one), name(other), took)
		}
		if bytes := after.TotalAlloc - before.TotalAlloc; bytes > 512<<20 {
			t.Errorf("%s and %s take %d MB", name(one), name(other), bytes>>20)
		}
	})
}

func name(i byte) string { return foreign[int(i)%len(foreign)] }
