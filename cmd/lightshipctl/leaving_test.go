package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestNoCommandPrintsASecretOrSteersTheTerminal(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"compose.yaml": "services:\n  api:\n    build:\n      context: .\n      args: {NPM_TOKEN: s3cr3tOfCompose, DB_PASS: otherOfCompose}\n",
		"Dockerfile": "ARG WHICH\nARG NPM_TOKEN\nFROM alpine:3.20 AS one\nENV MYSQL_PWD=hunter2hunter2 API_KEY=inAKey999\n" +
			"ADD https://bot:pa55inUrl@example.com/x.tgz?token=inAQuery77 /x/hunter2hunter2\nRUN curl -u bot:p4ssOfCurl x\nCOPY \"a\u202eb\" /\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("GIVEN_TOKEN", "fr0mTheEnvironment")
	for _, args := range [][]string{
		{"lint", dir, "--all"},
		{"lint", dir, "--format", "json"},
		{"lint", dir, "--format", "sarif"},
		{"graph", dir},
		{"graph", dir, "--format", "json"},
		{"graph", dir, "--format", "dot"},
		{"graph", dir, "--format", "svg"},
		{"project", dir},
		{"project", dir, "--format", "json"},
		{"project", dir, "--service", "api", "--format", "json", "--build-arg", "GIVEN_TOKEN"},
	} {
		out, notes, code := call(t, args...)
		if code != 0 && code != 7 {
			t.Errorf("%v: %d %s", args, code, notes)
		}
		for _, s := range []string{
			"s3cr3tOfCompose", "otherOfCompose", "hunter2hunter2", "inAKey999", "pa55inUrl", "inAQuery77", "p4ssOfCurl", "fr0mTheEnvironment", "\u202e",
		} {
			if strings.Contains(out+notes, s) {
				t.Errorf("%v prints %q", args, s)
			}
		}
	}
}
