package main

import (
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sirupsen/logrus"

	"lightship/engine/session"
)

// openedForRewrite opens a project as rewrite does, and returns what it would write.
func openedForRewrite(t *testing.T, dir string) (runner, *session.Snapshot) {
	t.Helper()
	log := logrus.New()
	log.SetOutput(io.Discard)
	s, err := session.ForUser(session.Settings{Facts: catalogueFacts{}, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	r := runner{session: s, ctx: t.Context(), notes: io.Discard}
	n, err := r.plan(&optimize{}, dir, dir)
	if err == nil {
		n, err = r.idle()
	}
	if err != nil || n.After == nil {
		t.Fatalf("%v, %+v", err, n)
	}
	return r, n
}

func TestRewriteDoesNotWriteOverWhatSomebodyChangedMeanwhileUnlessForced(t *testing.T) {
	for _, folder := range []string{"XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"} {
		t.Setenv(folder, t.TempDir())
	}
	dir := projectOf(t, map[string]string{"Dockerfile": apiText})
	own := filepath.Join(dir, "Dockerfile")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(own, link); err != nil {
		t.Fatal(err)
	}
	changed := "# changed elsewhere\n" + apiText
	for name, o := range map[string]rewriteCommand{"in place": {inPlace: true}, "to its path": {out: own}, "to a link to it": {out: link}} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(own, []byte(apiText), 0o644); err != nil {
				t.Fatal(err)
			}
			r, n := openedForRewrite(t, dir)
			if err := os.WriteFile(own, []byte(changed), 0o644); err != nil {
				t.Fatal(err)
			}
			cmd := newRewrite()
			cmd.SetErr(io.Discard)
			err := o.write(cmd, r, n)
			if exitCode(err) != 6 || !strings.Contains(err.Error(), "--force") {
				t.Errorf("%d: %v", exitCode(err), err)
			}
			if text, err := os.ReadFile(own); err != nil || string(text) != changed {
				t.Fatalf("it was written over: %v\n%s", err, text)
			}
			o.force = true
			if err := o.write(cmd, r, n); err != nil {
				t.Fatal(err)
			}
			if text, err := os.ReadFile(own); err != nil || string(text) != string(n.After.Text) {
				t.Errorf("forced, it holds %v\n%s", err, text)
			}
			saved := r.session.Snapshot().Saved
			if text, err := os.ReadFile(saved[0].Backup); err != nil || string(text) != changed {
				t.Errorf("what was there is not kept: %v\n%s", err, text)
			}
		})
	}
}

func TestForceGoesWithAFileToWrite(t *testing.T) {
	dir := projectOf(t, map[string]string{"Dockerfile": apiText})
	for _, args := range [][]string{{}, {"--diff"}, {"-o", "-"}} {
		if _, notes, code := call(t, append([]string{"rewrite", dir, "--force"}, args...)...); code != 2 || !strings.Contains(notes, "--force goes with") {
			t.Errorf("%v: %d %s", args, code, notes)
		}
	}
}

func TestAChosenBaseReachesTheDockerfileOrItIsSaidWhyNot(t *testing.T) {
	main := map[string]string{"go.mod": "module shop\n\ngo 1.26\n", "main.go": "package main\n\nfunc main() { println(1) }\n"}
	with := func(text string) string {
		files := maps.Clone(main)
		files["Dockerfile"] = text
		return projectOf(t, files)
	}
	naive := with("FROM golang:1.26\nWORKDIR /src\nCOPY . .\nRUN go build -o /shop .\nCMD [\"/shop\"]\n")
	out, notes, code := call(t, "rewrite", naive, "--base", "scratch")
	if code != 0 || !strings.Contains(out, "FROM scratch") || strings.Contains(notes, "does not stand on") {
		t.Errorf("a base that is applied: %d %s\n%s", code, notes, out)
	}
	out, notes, code = call(t, "rewrite", naive, "--base", "scratch", "--skip", "final-base")
	if code != 0 || strings.Contains(out, "FROM scratch") || !strings.Contains(notes, "does not stand on scratch: The change “Final base: scratch” is off.") {
		t.Errorf("a base whose change is left out: %d %s\n%s", code, notes, out)
	}
	out, notes, code = call(t, "rewrite", naive, "--base", "gcr.io/distroless/base-debian13:nonroot", "--only", "final-base")
	if code != 0 || !strings.Contains(out, "FROM gcr.io/distroless/base-debian13:nonroot") || strings.Contains(notes, "does not stand on") {
		t.Errorf("a base with the changes that it needs: %d %s\n%s", code, notes, out)
	}
	pinned := with("FROM golang:1.26 AS deps\nWORKDIR /src\nCOPY go.mod .\nRUN go mod download\n" +
		"FROM deps AS build\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /shop .\n" +
		"FROM alpine:3.23@sha256:" + strings.Repeat("ab", 32) + "\nCOPY --from=build /shop /shop\nCMD [\"/shop\"]\n")
	out, notes, code = call(t, "rewrite", pinned, "--base", "scratch")
	if code != 3 || out != "" || !strings.Contains(notes, "The final base stays alpine:3.23@sha256:") || !strings.Contains(notes, "digest") {
		t.Errorf("a base that is pinned: %d %s\n%s", code, notes, out)
	}
}

func TestRewriteSaysWhatItLeftAsItIsBesideWhatItChanged(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"Dockerfile": "FROM golang:1.26\nWORKDIR /app\nCOPY . .\nRUN go build -o x .\nCMD [\"./x\"]\n",
		"go.mod":     "module example.com/x\n\ngo 1.26\n",
		"main.go":    "package main\n\nimport (\n\t\"os\"\n\t\"os/exec\"\n)\n\nfunc main() { exec.Command(os.Args[1]).Run() }\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := ctl(t, "rewrite", dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"CGO_ENABLED=0 go build", "Left as it is:\n", "line 1: Build in one stage, ship from another (go-split): main.go:8 starts a program whose name",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestNotesOnLinkAreOnlyShownWhenAskedFor(t *testing.T) {
	dir := t.TempDir()
	text := "FROM golang:1.26 AS build\nRUN go version > /v\nFROM alpine:3.22\nCOPY --from=build /v version\nCMD [\"cat\", \"version\"]\n"
	if err := os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"lint", "rewrite"} {
		for _, minor := range []bool{false, true} {
			args := []string{command, dir}
			if minor {
				args = append(args, "--minor")
			}
			got, err := ctl(t, args...)
			if err != nil && command == "rewrite" {
				t.Fatal(err)
			}
			if strings.Contains(got, "copy-link") != minor {
				t.Errorf("%v:\n%s", args, got)
			}
		}
	}
}
