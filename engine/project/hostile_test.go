package project_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"lightship/engine/foreign/foreigntest"
	"lightship/engine/project"
)

// opened opens a folder with these files and a Dockerfile within the bounds of foreigntest, and returns what is not read.
func opened(t *testing.T, dir string, files map[string]string) string {
	t.Helper()
	files["Dockerfile"] = "FROM alpine:3.20\n"
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var p *project.Project
	foreigntest.Watch(t, "a folder", func() {
		var name string
		var err error
		if p, name, err = project.Find(t.Context(), dir); err != nil || name != "Dockerfile" {
			t.Fatalf("%s, %v", name, err)
		}
	})
	return fmt.Sprint(p.Unread)
}

func TestAHostileBakeFileIsNotReadAndTheRestIs(t *testing.T) {
	many := func(s string) string { return strings.Repeat(s, 200_000/len(s)) }
	var doubling, inherits strings.Builder
	doubling.WriteString("variable \"a0\" { default = \"xxxxxxxx\" }\n")
	inherits.WriteString("target \"t0\" {}\n")
	for i := range 40 {
		fmt.Fprintf(&doubling, "variable \"a%d\" { default = \"${a%d}${a%d}\" }\n", i+1, i, i)
		fmt.Fprintf(&inherits, "target \"t%d\" { inherits = [\"t%d\", \"t%d\"] }\n", i+1, i, i)
	}
	for name, text := range map[string]string{
		"brackets": "a = " + many("["), "bcrypt": "variable \"x\" { default = bcrypt(\"x\", 28) }\n", "doubling": doubling.String(),
		"products": "variable \"x\" { default = setproduct(range(1000), range(1000), range(1000)) }\n",
	} {
		if unread := opened(t, t.TempDir(), map[string]string{"docker-bake.hcl": text}); !strings.Contains(unread, "docker-bake.hcl") {
			t.Errorf("%s: not read is %s", name, unread)
		}
	}
	if unread := opened(t, t.TempDir(), map[string]string{"docker-bake.hcl": inherits.String()}); strings.Contains(unread, "docker-bake.hcl") {
		t.Errorf("targets that inherit twice from each other: %s", unread)
	}
	if unread := opened(t, t.TempDir(), map[string]string{"docker-bake.json": many(`{"a":`)}); !strings.Contains(unread, "docker-bake.json") {
		t.Errorf("not read is %s", unread)
	}
}

func TestAComposeFileLeadsToRegularFilesOfTheFolderAlone(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret.yaml")
	if err := os.WriteFile(outside, []byte("services: {}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	service := "services:\n  api: {build: .}\n"
	for name, text := range map[string]string{
		"a device": "include: [/dev/zero]\n" + service, "by a variable": "include: [\"${NOT_SET:-/dev/zero}\"]\n" + service,
		"its environment": "include: [{path: more.yaml, env_file: /dev/zero}]\n" + service, "a FIFO": "include: [fifo]\n" + service,
		"an extended device": "services:\n  api: {build: ., extends: {file: /dev/zero, service: x}}\n", "outside": "include: [" + outside + "]\n" + service,
		"by another": "include: [next.yaml]\n" + service, "variables": "name: ${A:-" + strings.Repeat("${A:-", 3000) + "\n" + service,
		"nesting": "x: " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "\n" + service,
	} {
		dir := t.TempDir()
		if err := syscall.Mkfifo(filepath.Join(dir, "fifo"), 0o600); err != nil {
			t.Fatal(err)
		}
		unread := opened(t, dir, map[string]string{"compose.yaml": text, "more.yaml": "services: {}\n", "next.yaml": "include: [/dev/zero]\n"})
		if !strings.Contains(unread, "compose.yaml") {
			t.Errorf("%s: not read is %s", name, unread)
		}
	}
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "sub", ".env"), 0o600); err != nil {
		t.Fatal(err)
	}
	if unread := opened(t, dir, map[string]string{"compose.yaml": "include: [sub/more.yaml]\n" + service, "sub/more.yaml": "services: {}\n"}); !strings.Contains(unread, "compose.yaml") {
		t.Errorf("a FIFO as its environment: %s", unread)
	}
	if unread := opened(t, t.TempDir(), map[string]string{
		"compose.yaml": "include: [sub/more.yaml]\n" + service, "sub/more.yaml": "services:\n  db: {build: .}\n", "sub/Dockerfile": "FROM alpine\n",
	}); unread != "[]" {
		t.Errorf("an ordinary include is not read: %s", unread)
	}
}
