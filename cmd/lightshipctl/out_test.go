package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestADashIsStandardOutput(t *testing.T) {
	dir := goShop(t)
	t.Chdir(t.TempDir())
	plain, _, code := call(t, "rewrite", dir)
	if code != 0 || !strings.Contains(plain, "FROM") {
		t.Fatalf("%d %q", code, plain)
	}
	if out, notes, code := call(t, "rewrite", dir, "-o", "-"); code != 0 || out != plain {
		t.Errorf("%d %s%q", code, notes, out)
	}
	if _, err := os.Lstat("-"); err == nil {
		t.Error("there is a file called - now")
	}
	if _, notes, code := call(t, "optimize", dir, "-o", "-", "--json"); code != 2 || !strings.Contains(notes, "--out -") {
		t.Errorf("two results on one output: %d %s", code, notes)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink("sub/Dockerfile", link); err != nil {
		t.Fatal(err)
	}
	if _, notes, code := call(t, "rewrite", dir, "-o", link); code != 0 {
		t.Fatalf("%d %s", code, notes)
	}
	if text, err := os.ReadFile(filepath.Join(filepath.Dir(link), "sub/Dockerfile")); err != nil || string(text) != plain {
		t.Errorf("the file that the link means is %q, %v", text, err)
	}
}
