package foreigntest

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Hostile makes a folder that has everything at once that once ended, hung or filled a reader, and returns it. Its Dockerfile can be read.
func Hostile(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	many := func(s string) string { return strings.Repeat(s, 300_000/len(s)) }
	// A line of a Dockerfile has 64 KB at most.
	lines := func(s string) string { return strings.Repeat(strings.Repeat(s, 60_000/len(s))+"\\\n", 5) + "x" }
	for name, text := range map[string]string{
		"Dockerfile": "FROM node:22 AS a\nWORKDIR /a\nCOPY . .\nRUN npm ci\nRUN echo " + lines("$(") + "\nFROM golang:1.24\nCOPY --from=a /a /b\nRUN " +
			lines("a&&") + "a\nHEALTHCHECK CMD " + lines("`") + "\nCMD " + lines("( ") + "\n",
		"docker-bake.hcl":   "variable \"x\" { default = bcrypt(\"x\", 28) }\na = " + many("["),
		"docker-bake.json":  many(`{"a":`),
		"compose.yaml":      "include: [/dev/zero, fifo.yaml]\nname: " + many("${A:-") + "\nservices:\n  a: {build: ., env_file: /dev/zero}\n",
		"package.json":      strings.Repeat(`{"a":`, 200_000),
		"package-lock.json": many("["),
		"pom.xml":           "<project><properties>" + strings.Repeat("<a>${a}${a}</a>", 5000) + "</properties><version>${a}</version>" + many("<a>") + "</project>",
		"pyproject.toml":    "a = " + many("["),
		"requirements.txt":  "-r requirements.txt\n" + many("a[b]==1\n"),
		"Cargo.toml":        "[package]\nname = \"a\"\nx = " + many("{a="),
		"build.gradle":      many("a { "),
		"CMakeLists.txt":    many("if(a)\n"),
		"main.c":            many("("),
		"main.go":           "package main\n\nfunc main() { x = " + many("(") + " }\n",
		"app.py":            many("open(("),
		"server.js":         many("fs.readFileSync(["),
		"deploy.yaml":       "kind: Deployment\nspec: " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "\n",
		"start.sh":          "#!/bin/sh\n" + many("$(("),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, fifo := range []string{"Makefile", "go.mod", ".env", "fifo.yaml", "Chart.yaml"} {
		if err := syscall.Mkfifo(filepath.Join(dir, fifo), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, to := range map[string]string{"go.sum": "/dev/zero", "nginx.conf": "nginx.conf", "tsconfig.json": "/etc/passwd"} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
