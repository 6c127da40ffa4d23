package language_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lightship/engine/foreign/foreigntest"
	"lightship/engine/language"
)

// read opens a folder with these files, and a Dockerfile. Whatever they hold, it has to be opened, and must take neither long nor much.
func read(t *testing.T, files map[string]string) {
	t.Helper()
	dir := t.TempDir()
	files["Dockerfile"] = "FROM alpine:3.20\nCOPY . .\n"
	for name, text := range files {
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	foreigntest.Watch(t, "opening the folder", func() {
		if p, _, err := language.All().Open(t.Context(), dir); err != nil || p == nil {
			t.Fatalf("the rest of the folder is not opened: %v", err)
		}
	})
}

// names picks one of several files by a number.
type names []string

func (n names) of(i byte) string { return n[int(i)%len(n)] }

// fuzz reads each of several files with any text. Beside stands what makes the reader look at it.
func fuzz(f *testing.F, beside map[string]string, files names, seeds ...string) {
	for i := range files {
		for _, seed := range seeds {
			f.Add(byte(i), seed)
			f.Add(byte(i), strings.Repeat(seed, 20))
		}
	}
	f.Fuzz(func(t *testing.T, which byte, text string) {
		all := map[string]string{}
		for name, other := range beside {
			all[name] = other
		}
		all[files.of(which)] = text
		read(t, all)
	})
}

func FuzzBake(f *testing.F) {
	fuzz(f, nil, names{"docker-bake.hcl", "docker-bake.json"},
		"variable \"B\" { default = \"x\" }\ntarget \"a\" {\n args = { A = \"${upper(B)}\", C = B == \"x\" ? 1 : [for i in range(3) : i] }\n inherits = [\"b\"]\n}\n"+
			"target \"b\" { matrix = { m = [\"1\", \"2\"] }\n name = \"b-${m}\" }\nfunction \"f\" { params = [x]\n result = \"${x}\" }\ngroup \"default\" { targets = [\"a\"] }\n",
		`{"variable": {"A": {"default": "1"}}, "target": {"a": {"tags": ["${A}"], "inherits": ["b"]}, "b": {}}}`)
}

func FuzzCompose(f *testing.F) {
	fuzz(f, map[string]string{"more.yaml": "services: {}\n", ".env": "A=b\n"}, names{"compose.yaml", "docker-compose.yml"},
		"include: [more.yaml]\nx-a: &a {build: .}\nservices:\n  a:\n    <<: *a\n    image: \"${A:-b}\"\n    extends: {file: more.yaml, service: b}\n    env_file: [.env]\n",
		"services:\n  a: {build: {context: ., args: [A=1], target: x}, command: [a, b], environment: {A: ${B?}}}\n")
}

func FuzzNode(f *testing.F) {
	fuzz(f, map[string]string{"server.js": "require('./a')\n"}, names{"package.json", "package-lock.json", "pnpm-workspace.yaml", "tsconfig.json", "nest-cli.json", "server.js"},
		`{"name": "a", "main": "server.js", "bin": {"a": "b"}, "workspaces": ["packages/*"], "scripts": {"start": "NODE_ENV=x node server.js"}, "dependencies": {"b": "^1"}}`,
		`{"lockfileVersion": 3, "packages": {"node_modules/b": {"version": "1.0.0", "optional": true}}}`, "// x\n{\"a\": 1,}", "const a = require('b'); fs.readFileSync(path.join(__dirname, 'c'))\n")
}

func FuzzPOM(f *testing.F) {
	fuzz(f, map[string]string{"src/main/java/A.java": "class A {}\n"}, names{"pom.xml", "sub/pom.xml"},
		"<project><parent><relativePath>../pom.xml</relativePath></parent><properties><a>${b}${b}</a><b>${a}</b></properties><version>${a}</version>"+
			"<modules><module>sub</module></modules><dependencies><dependency><groupId>g</groupId><artifactId>d</artifactId></dependency></dependencies></project>")
}

func FuzzGradle(f *testing.F) {
	fuzz(f, map[string]string{"src/main/java/A.java": "class A {}\n"}, names{"build.gradle", "build.gradle.kts", "settings.gradle", "gradle/libs.versions.toml"},
		"plugins {\n id 'org.springframework.boot' version '3.3.0'\n}\njava { toolchain { languageVersion = JavaLanguageVersion.of(21) } }\ndependencies { implementation 'a:b:1' }\n",
		"rootProject.name = \"a\"\ninclude(\":b\")\n", "[versions]\na = \"1\"\n[libraries]\nb = { module = \"c:d\", version.ref = \"a\" }\n")
}

func FuzzTOML(f *testing.F) {
	fuzz(f, map[string]string{"app.py": "open('a.txt')\n", "src/main.rs": "fn main() {}\n"},
		names{"pyproject.toml", "Pipfile", "poetry.lock", "uv.lock", "Cargo.toml", "Cargo.lock", ".cargo/config.toml", "rust-toolchain.toml"},
		"[project]\nname = \"a\"\ndependencies = [\"b[c]>=1\"]\n[tool.poetry.dependencies]\nd = {version = \"^1\", extras = [\"e\"]}\n",
		"[package]\nname = \"a\"\nversion = \"1.0.0\"\n[[bin]]\nname = \"b\"\n[dependencies]\nc = { path = \"../d\" }\n[profile.release]\nlto = true\n")
}

func FuzzRequirements(f *testing.F) {
	fuzz(f, map[string]string{"app.py": "import flask\n", "other.txt": "-r requirements.txt\n"}, names{"requirements.txt", "setup.py", "setup.cfg"},
		"-r other.txt\na[b]==1 \\\n --hash=sha256:1\nc @ git+https://example.com/c ; python_version < '3'\n", "setup(name='a', install_requires=['b'])\n", "[options]\ninstall_requires =\n a\n")
}

func FuzzCMake(f *testing.F) {
	fuzz(f, map[string]string{"main.c": "int main() { return 0; }\n"}, names{"CMakeLists.txt", "Makefile", "meson.build", "configure.ac", "main.c"},
		"project(a C)\nset(B ${C} \"d;e\")\nadd_executable(a main.c)\nif(B)\nfind_package(X REQUIRED)\nendif()\ninstall(TARGETS a)\n",
		"CC = cc\nall: a\n\t$(CC) -o a main.c -l$(B)\nB = $(B) $(C)\n", "executable('a', 'main.c', dependencies: dependency('b'))\n")
}

func FuzzManifests(f *testing.F) {
	fuzz(f, map[string]string{"chart/values.yaml": "a: b\n"}, names{"deploy.yaml", "chart/Chart.yaml", "chart/templates/app.yaml", "k8s/a.yml"},
		"kind: Deployment\nspec: {template: {spec: {containers: [{image: a, args: [b], env: [{name: A, value: b}], livenessProbe: {exec: {command: [c]}}}]}}}\n---\nkind: List\nitems: []\n",
		"{{- if .Values.a }}\nkind: Job\nspec: {template: {spec: {containers: [{name: {{ .Values.a | quote }}}]}}}\n{{- end }}\n")
}

// FuzzSources opens a folder with two files of foreign text.
func FuzzSources(f *testing.F) {
	foreign := names(strings.Fields(`docker-bake.hcl compose.yaml package.json pom.xml build.gradle pyproject.toml Pipfile requirements.txt Cargo.toml
		go.mod go.sum vendor/modules.txt CMakeLists.txt Makefile nginx.conf deploy.yaml .dockerignore .env start.sh main.go app.py server.js main.c
		src/main.rs src/Main.java src/main/resources/application.properties composer.json index.html`))
	seeds := map[string]string{
		"go.mod": "module a\n\ngo 1.24\n\nrequire b v1.0.0\n", "main.go": "package main\n\nimport \"os\"\n\nfunc main() { os.ReadFile(\"a\" + \"b\") }\n",
		"start.sh": "#!/bin/sh\nexec $(which a) \"$@\"\n", "app.py": "open('a.txt')\n", "nginx.conf": "http { server { listen 80; root /a; } }\n",
		"src/main.rs": "fn main() { std::fs::read(\"a\"); include_str!(\"b\"); }\n", "src/Main.java": "class Main { void f() { new File(\"a\" + B); } }\n",
	}
	for i, name := range foreign {
		f.Add(byte(i), seeds[name], byte(i+1), "")
		f.Add(byte(i), strings.Repeat(seeds[name], 20), byte(i+7), "${a}[{(\"")
	}
	f.Fuzz(func(t *testing.T, one byte, text string, other byte, more string) {
		read(t, map[string]string{foreign.of(one): text, foreign.of(other): more})
	})
}
