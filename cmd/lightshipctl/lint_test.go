package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// projectOf makes a project folder, with a home of its own for the user.
func projectOf(t *testing.T, files map[string]string) string {
	t.Helper()
	home := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"} {
		t.Setenv(name, home)
	}
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// call runs lightshipctl and returns what it prints and its exit code.
func call(t testing.TB, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	root := newRoot()
	var out, errs bytes.Buffer
	root.SetOut(&out)
	root.SetErr(&errs)
	root.SetArgs(args)
	err := root.ExecuteContext(t.Context())
	if err == nil {
		return out.String(), errs.String(), 0
	}
	return out.String(), errs.String() + err.Error(), exitCode(err)
}

const apiText = `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y curl
USER 1000
CMD curl --version
`

func TestLintsExitCodeFollowsFailOn(t *testing.T) {
	dir := projectOf(t, map[string]string{"Dockerfile": apiText, "broken.Dockerfile": "RUN\n", "empty/readme": ""})
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"lint", dir}, 7, "as grave as warning, or graver"},
		{[]string{"lint", dir, "--fail-on", "error"}, 0, ""},
		{[]string{"lint", dir, "--fail-on", "info"}, 7, "as grave as info"},
		{[]string{"lint", dir, "--fail-on", "none"}, 0, ""},
		{[]string{"lint", dir, "--fail-on", "everything"}, 2, "use error, warning, info or none"},
		{[]string{"lint", dir, "--format", "xml"}, 2, "use text, json or sarif"},
		{[]string{"lint", dir, "--target", "nope"}, 3, "nope"},
		{[]string{"lint", dir, "-f", "broken.Dockerfile"}, 3, "broken.Dockerfile"},
		{[]string{"lint", dir, "--all"}, 3, "broken.Dockerfile"},
		{[]string{"lint", filepath.Join(dir, "empty")}, 3, ""},
	} {
		_, stderr, code := call(t, c.args...)
		if code != c.code || !strings.Contains(stderr, c.says) {
			t.Errorf("%v: exit code %d, want %d: %s", c.args[2:], code, c.code, stderr)
		}
	}
}

func TestLintAndRewriteSayTheSameOfAStageThatIsUsedBeforeItIsThere(t *testing.T) {
	for name, text := range map[string]string{
		"COPY":  "FROM alpine:3.22 AS first\nCOPY --from=second /word /word\nFROM alpine:3.22 AS second\nRUN echo word > /word\nFROM first\n",
		"mount": "FROM alpine:3.22 AS first\nRUN --mount=from=words,target=/w cp /w/word /\nFROM alpine:3.22 AS words\nFROM first\n",
		"index": "FROM alpine:3.22\nCOPY --from=1 /word /\nFROM alpine:3.22 AS words\nRUN touch /word\nFROM scratch\nCOPY --from=0 / /\n",
	} {
		dir := projectOf(t, map[string]string{"Dockerfile": text})
		_, linted, lintCode := call(t, "lint", dir, "--fail-on", "none")
		_, rewritten, rewriteCode := call(t, "rewrite", dir)
		if linted != rewritten || lintCode != rewriteCode {
			t.Errorf("%s: lint says (%d) %s\nrewrite says (%d) %s", name, lintCode, linted, rewriteCode, rewritten)
		}
		if lintCode != 3 || !strings.Contains(linted, "needs to be defined before") {
			t.Errorf("%s: exit code %d, %s", name, lintCode, linted)
		}
	}
}

func TestLintPrintsEachFormat(t *testing.T) {
	dir := projectOf(t, map[string]string{"Dockerfile": apiText, "db/Dockerfile": "FROM postgres\n"})
	text, _, _ := call(t, "lint", dir, "--all")
	for _, want := range []string{"Dockerfile:2: info: apt-cache-mount: ", "Dockerfile:4: warning: exec-form: ", "db/Dockerfile:1: warning: unpinned-base: "} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	var doc struct {
		Schema string
		Files  []struct {
			Dockerfile string
			Findings   []struct{ Rule string }
			Changes    []string
		}
	}
	out, _, _ := call(t, "lint", dir, "--format", "json")
	if err := json.Unmarshal([]byte(out), &doc); err != nil || doc.Schema != "lightship-lint/1" || len(doc.Files) != 1 || len(doc.Files[0].Changes) == 0 {
		t.Errorf("%v: %+v", err, doc)
	}
	sarif, _, _ := call(t, "lint", dir, "--format", "sarif")
	if !json.Valid([]byte(sarif)) || !strings.Contains(sarif, `"version": "2.1.0"`) {
		t.Errorf("%.300s", sarif)
	}
}

func TestRewritePrintsOrWritesTheChangesThatAreNamed(t *testing.T) {
	files := map[string]string{"Dockerfile": apiText}
	dir := projectOf(t, files)
	all, _, code := call(t, "rewrite", dir)
	if code != 0 || !strings.Contains(all, "--mount=type=cache") || !strings.Contains(all, `CMD ["curl", "--version"]`) {
		t.Errorf("%d\n%s", code, all)
	}
	only, _, _ := call(t, "rewrite", dir, "--only", "exec-form")
	if want := strings.Replace(apiText, "CMD curl --version", `CMD ["curl", "--version"]`, 1); only != want {
		t.Errorf("only exec-form:\n%s", only)
	}
	skipped, _, _ := call(t, "rewrite", dir, "--skip", "exec-form,apt-cache-mount,no-install-recommends")
	if skipped != apiText {
		t.Errorf("all skipped:\n%s", skipped)
	}
	if same, stderr, code := call(t, "rewrite", dir, "--only", "slim-base"); code != 0 || same != apiText || !strings.Contains(stderr, "slim-base proposes no change") {
		t.Errorf("a rule that proposes nothing: %d %s\n%s", code, stderr, same)
	}
	if most, _, code := call(t, "rewrite", dir, "--skip", "slim-base"); code != 0 || most != all {
		t.Errorf("a rule that proposes nothing, left out: %d\n%s", code, most)
	}
	if _, stderr, code := call(t, "rewrite", dir, "--only", "nope"); code != 2 || !strings.Contains(stderr, "there are: exec-form") && !strings.Contains(stderr, "exec-form") {
		t.Errorf("an unknown id: %d %s", code, stderr)
	}
	if _, stderr, code := call(t, "rewrite", dir, "--diff", "--in-place"); code != 2 || !strings.Contains(stderr, "can't be given together") {
		t.Errorf("two outputs: exit code %d, %s", code, stderr)
	}
	patch, _, _ := call(t, "rewrite", dir, "--diff")
	if !strings.HasPrefix(patch, "--- a/Dockerfile\n+++ b/Dockerfile\n") {
		t.Errorf("diff:\n%s", patch)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "Dockerfile")); err != nil || string(text) != apiText {
		t.Errorf("the project was written to: %v\n%s", err, text)
	}
}

func TestRewriteInPlaceKeepsABackupAndOutLeavesTheProjectAlone(t *testing.T) {
	dir := projectOf(t, map[string]string{
		"Dockerfile": "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nUSER 1000\nCMD [\"python\", \"a.py\"]\n",
		"a.py":       "print(1)\n", "requirements.txt": "flask==3.0.3\n", ".dockerignore": "*.md\n",
	})
	light := filepath.Join(t.TempDir(), "light.Dockerfile")
	if _, stderr, code := call(t, "rewrite", dir, "--out", light); code != 0 || !strings.Contains(stderr, "wrote "+light) {
		t.Fatalf("%d %s", code, stderr)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 4 {
		t.Errorf("the project now holds %v, %v", entries, err)
	}
	if _, err := os.Stat(light + ".dockerignore"); err != nil {
		t.Error(err)
	}
	printed, _, _ := call(t, "rewrite", dir)
	if _, stderr, code := call(t, "rewrite", dir, "--in-place"); code != 0 || !strings.Contains(stderr, "the old one is") {
		t.Fatalf("%d %s", code, stderr)
	}
	text, err := os.ReadFile(filepath.Join(dir, "Dockerfile"))
	if err != nil || string(text) != printed {
		t.Errorf("%v: written\n%s\nprinted\n%s", err, text, printed)
	}
	for _, name := range []string{"Dockerfile.bak", ".dockerignore.bak"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	again, stderr, code := call(t, "rewrite", dir, "--in-place")
	if code != 0 || again != "" || !strings.Contains(stderr, "nothing to change") {
		t.Errorf("a second time: %d %s %s", code, again, stderr)
	}
	if _, err := os.Stat(filepath.Join(dir, "Dockerfile.2.bak")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a second backup: %v", err)
	}
	// Whoever writes the output to a file gets a whole Dockerfile, not an empty one.
	if same, stderr, code := call(t, "rewrite", dir); code != 0 || same != string(text) || !strings.Contains(stderr, "nothing to change") {
		t.Errorf("printed when there is nothing to change: %d %s\n%s", code, stderr, same)
	}
	if none, _, _ := call(t, "rewrite", dir, "--diff"); none != "" {
		t.Errorf("the patch of nothing:\n%s", none)
	}
	list, _, _ := call(t, "project", dir)
	if builds, _, _ := strings.Cut(list, "Sources in"); strings.Contains(builds, ".bak") {
		t.Errorf("a backup is taken for a Dockerfile:\n%s", list)
	}
}

func TestOneOfSeveralDockerfilesIsNamed(t *testing.T) {
	dir := shop(t)
	for _, args := range [][]string{{"lint", dir, "--fail-on", "none"}, {"graph", dir}, {"rewrite", dir}} {
		if _, stderr, _ := call(t, args...); !strings.Contains(stderr, "api/Dockerfile is the first of 2 Dockerfiles here; choose another with --dockerfile") {
			t.Errorf("%v: %s", args, stderr)
		}
	}
	for _, args := range [][]string{{"lint", dir, "--all", "--fail-on", "none"}, {"graph", dir, "--service", "api"}, {"graph", filepath.Join(dir, "api")}} {
		if _, stderr, _ := call(t, args...); strings.Contains(stderr, "is the first of") {
			t.Errorf("%v: %s", args, stderr)
		}
	}
}

func TestThePatchNamesFilesAsTheProjectsFolderSeesThem(t *testing.T) {
	dir := projectOf(t, map[string]string{
		"compose.yaml":     "services:\n  web:\n    build: web\n  other:\n    build: {context: ., dockerfile: other.Dockerfile}\n",
		"web/Dockerfile":   "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD [\"node\", \"a.js\"]\n",
		"web/package.json": "{}", "web/a.js": "1\n", "other.Dockerfile": "FROM scratch\n",
	})
	patch, _, code := call(t, "rewrite", dir, "--service", "web", "--diff")
	if code != 0 || !strings.Contains(patch, "+++ b/web/Dockerfile\n") || !strings.Contains(patch, "+++ b/web/.dockerignore\n") {
		t.Errorf("%d\n%s", code, patch)
	}
	if _, stderr, _ := call(t, "rewrite", dir, "--service", "web"); !strings.Contains(stderr, "web/.dockerignore changes too") {
		t.Errorf("%s", stderr)
	}
}

func TestRewriteSaysWhenAFileCannotBeWritten(t *testing.T) {
	dir := projectOf(t, map[string]string{"Dockerfile": apiText})
	if _, stderr, code := call(t, "rewrite", dir, "--out", filepath.Join(dir, "Dockerfile", "x")); code != 6 {
		t.Errorf("%d %s", code, stderr)
	}
	if _, stderr, code := call(t, "rewrite", dir, "--out", dir); code != 6 || !strings.Contains(stderr, "name the file to write") {
		t.Errorf("a folder: %d %s", code, stderr)
	}
}

func TestOptimizeSaysBeforeItBuildsThatItCannotWrite(t *testing.T) {
	dir := projectOf(t, map[string]string{"Dockerfile": apiText})
	for _, out := range []string{filepath.Join(dir, "Dockerfile"), filepath.Join(dir, "Dockerfile", "a", "b")} {
		if stdout, stderr, code := call(t, "optimize", dir, "--out", out); code != 6 || stdout != "" || !strings.Contains(stderr, "--out") || strings.Contains(stderr, "Building") {
			t.Errorf("%s: %d %s%s", out, code, stdout, stderr)
		}
	}
	if err := checkFolder(filepath.Join(dir, "not", "yet")); err != nil {
		t.Error(err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestWhatIsCopiedFromALaterStageIsSaidByLintAsByRewrite(t *testing.T) {
	for name, text := range map[string]string{
		"by its name":   "FROM alpine:3.22 AS a\nCOPY --from=tools /x /x\n\nFROM alpine:3.22 AS tools\nRUN touch /x\n\nFROM a\nCMD [\"/x\"]\n",
		"by its number": "FROM alpine:3.22 AS a\nCOPY --from=1 /x /x\n\nFROM alpine:3.22 AS tools\nRUN touch /x\n\nFROM a\nCMD [\"/x\"]\n",
		"by a mount":    "FROM alpine:3.22 AS a\nRUN --mount=type=bind,from=tools,target=/t cp /t/x /x\n\nFROM alpine:3.22 AS tools\nRUN touch /x\n\nFROM a\nCMD [\"/x\"]\n",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, command := range []string{"lint", "rewrite"} {
			_, err := ctl(t, command, dir)
			if err == nil || !strings.Contains(err.Error(), "the stage needs to be defined before the one that uses it") {
				t.Errorf("%s: %s says %v", name, command, err)
			}
		}
	}
}
