package project_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lightship/engine/project"
	"lightship/engine/project/projecttest"

	"github.com/google/go-cmp/cmp"
)

func TestOpenFindsDockerfilesAndNothingElse(t *testing.T) {
	dir := projecttest.Write(t, map[string]string{
		"Dockerfile": "FROM a", "Dockerfile.dev": "FROM a", "web.Dockerfile": "FROM a", "Containerfile": "FROM a",
		"services/cart/Dockerfile": "FROM a", "services/shop/app.dockerfile": "FROM a",
		".dockerignore": "x", "Dockerfile.dockerignore": "x", "Dockerfile.reference": "FROM a", "Dockerfile.bak": "FROM a",
		"Dockerfile~": "FROM a", "Dockerfile.md": "x", "dockerfile.go": "x", "node_modules/x/Dockerfile": "FROM a",
		".git/Dockerfile": "FROM a", "vendor/y/Dockerfile": "FROM a", "notes/Dockerfiles": "x",
	})
	if err := os.Remove(filepath.Join(dir, "dockerfile.go")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("..", filepath.Join(dir, "services", "loop")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("nowhere", filepath.Join(dir, "Dockerfile.broken")); err != nil {
		t.Fatal(err)
	}
	p, chosen, err := project.Find(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"Dockerfile", "Containerfile", "Dockerfile.dev", "web.Dockerfile",
		"services/cart/Dockerfile", "services/shop/app.dockerfile",
	}
	if diff := cmp.Diff(want, p.Dockerfiles); diff != "" || chosen != "Dockerfile" || p.Name != "shop äpp" || p.Dir != dir {
		t.Errorf("%s, %s, %s (-want +got):\n%s", chosen, p.Name, p.Dir, diff)
	}
}

func TestOpenTakesADockerfileOfAnyName(t *testing.T) {
	dir := projecttest.Write(t, map[string]string{"Dockerfile": "FROM a", "build.file": "FROM b"})
	p, chosen, err := project.Find(t.Context(), filepath.Join(dir, "build.file"))
	if err != nil || chosen != "build.file" || !slices.Contains(p.Dockerfiles, "Dockerfile") {
		t.Errorf("%q of %v, %v", chosen, p, err)
	}
}

func TestOpenSaysWhatIsMissing(t *testing.T) {
	dir := projecttest.Write(t, map[string]string{"main.go": "package main"})
	if _, _, err := project.Find(t.Context(), dir); !errors.Is(err, project.ErrNoDockerfile) {
		t.Errorf("no Dockerfile: %v", err)
	}
	_, _, err := project.Find(t.Context(), filepath.Join(dir, "nowhere"))
	if !errors.Is(err, project.ErrNotThere) || !errors.Is(err, os.ErrNotExist) || strings.Count(err.Error(), "nowhere") != 1 {
		t.Errorf("nothing there: %v", err)
	}
}

func TestMeasureContextHonoursTheIgnoreFiles(t *testing.T) {
	dir := projecttest.Write(t, map[string]string{
		"Dockerfile": "12345", ".dockerignore": "# all but\nbig\n**/*.log\nlogs\n!logs/keep.log\n", "big/a": strings.Repeat("x", 1000),
		"src/main.go": strings.Repeat("x", 100), "src/x.log": "123", "logs/a": "1234567", "logs/keep.log": "12",
	})
	var last project.ContextSize
	got, err := project.MeasureContext(t.Context(), dir, "Dockerfile", func(s project.ContextSize) { last = s })
	if err != nil {
		t.Fatal(err)
	}
	ignore, err := os.Stat(filepath.Join(dir, ".dockerignore"))
	if err != nil {
		t.Fatal(err)
	}
	want := project.ContextSize{
		Bytes: 5 + 100 + 2 + ignore.Size(), Files: 4, Ignored: 1010, IgnoreFile: ".dockerignore", Done: true,
		Largest: []project.Part{{"src", 100}, {".dockerignore", ignore.Size()}, {"Dockerfile", 5}, {"logs", 2}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(got, last); diff != "" {
		t.Errorf("the last report differs:\n%s", diff)
	}
	if err := os.WriteFile(filepath.Join(dir, "Dockerfile.dockerignore"), []byte("*"), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err = project.MeasureContext(t.Context(), dir, "Dockerfile", nil)
	if err != nil || got.Bytes != 0 || got.IgnoreFile != "Dockerfile.dockerignore" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestTheIgnoreFileOfADockerfileOutsideTheContext(t *testing.T) {
	dir := projecttest.Write(t, map[string]string{
		"docker/api.Dockerfile": "FROM a", "docker/api.Dockerfile.dockerignore": "big", "docker/web.Dockerfile": "FROM a",
		"docker/web.Dockerfile.dockerignore": "", "app/big": "12345", "app/small": "1", "app/.dockerignore": "small\n.dockerignore",
	})
	for name, want := range map[string]project.ContextSize{
		"../docker/api.Dockerfile": {Bytes: 1 + 19, Files: 2, Ignored: 5, IgnoreFile: "../docker/api.Dockerfile.dockerignore"},
		"../docker/web.Dockerfile": {Bytes: 5, Files: 1, Ignored: 20, IgnoreFile: ".dockerignore"},
	} {
		got, err := project.MeasureContext(t.Context(), filepath.Join(dir, "app"), name, nil)
		want.Done, want.Largest = true, got.Largest
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
}

func TestBackupsOfWhatIsSavedAreNotMeasuredAsSent(t *testing.T) {
	dir := projecttest.Write(t, map[string]string{
		"Dockerfile": "12345", "Dockerfile.bak": "1234567", "Dockerfile.3.bak": "1234567", ".dockerignore.bak": "123", "main.go": "12", "main.go.bak": "1",
	})
	got, err := project.MeasureContext(t.Context(), dir, "Dockerfile", nil)
	if err != nil || got.Bytes != 5+2+1 || got.Files != 3 || got.Ignored != 7+7+3 {
		t.Errorf("%+v, %v", got, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte("FROM a\nCOPY *.bak /\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, err = project.MeasureContext(t.Context(), dir, "Dockerfile", nil); err != nil || got.Files != 6 {
		t.Errorf("backups that the Dockerfile copies: %+v, %v", got, err)
	}
}

func TestMeasureContextStopsWhenAsked(t *testing.T) {
	dir := projecttest.Write(t, map[string]string{"Dockerfile": "x", "a/b/c": "y"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := project.MeasureContext(ctx, dir, "Dockerfile", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func BenchmarkOpenHundredThousandFiles(b *testing.B) {
	files := map[string]string{"Dockerfile": "FROM a", "package.json": `{"name": "x"}`}
	for i := range 100_000 {
		files[fmt.Sprintf("d%d/e%d/f%d%s", i%100, i/100%10, i, []string{"", ".js"}[i%2])] = "readFileSync(\"x\")\n"
	}
	dir := projecttest.Write(b, files)
	b.Run("Find", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := project.Find(b.Context(), dir); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("MeasureContext", func(b *testing.B) {
		for b.Loop() {
			if _, err := project.MeasureContext(b.Context(), dir, "Dockerfile", nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}
