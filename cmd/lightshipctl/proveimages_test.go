package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTwoImagesTakeNoFlagsOfABuild(t *testing.T) {
	for _, args := range [][]string{{"--build-arg", "A=1"}, {"--base", "scratch"}, {"--target", "api"}} {
		_, stderr, code := call(t, append([]string{"prove", "shop:1", "shop:2"}, args...)...)
		if code != 2 || !strings.Contains(stderr, args[0]+" is for building a project") {
			t.Errorf("%v: exit code %d: %s", args, code, stderr)
		}
	}
	if _, stderr, code := call(t, "prove", "a", "b", "c"); code != 2 || !strings.Contains(stderr, "takes one folder") {
		t.Errorf("exit code %d: %s", code, stderr)
	}
}

func TestAFileThatIsNoImageIsNamed(t *testing.T) {
	for _, folder := range []string{"XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"} {
		t.Setenv(folder, t.TempDir())
	}
	tools, dir := t.TempDir(), t.TempDir()
	t.Setenv("PATH", tools)
	if err := os.WriteFile(filepath.Join(tools, "probe"), nil, 0o700); err != nil {
		t.Fatal(err)
	}
	_, stderr, code := call(t, "prove", dir, filepath.Join(dir, "none.tar"))
	if code != 3 || !strings.Contains(stderr, "open the image "+dir) || !strings.Contains(stderr, "holds no image") {
		t.Errorf("exit code %d: %s", code, stderr)
	}
}

func TestThatTheProbeIsMissingIsSaidBeforeAnythingIsBuilt(t *testing.T) {
	for _, folder := range []string{"XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"} {
		t.Setenv(folder, t.TempDir())
	}
	t.Setenv("PATH", t.TempDir())
	dir := projectOf(t, map[string]string{"Dockerfile": "FROM scratch\n"})
	for _, args := range [][]string{{"optimize", dir, "--prove"}, {"prove", dir}, {"prove", "shop:1", "shop:2"}} {
		_, stderr, code := call(t, args...)
		if code != 5 || !strings.Contains(stderr, "Run make build: the program probe") {
			t.Errorf("%v: exit code %d: %s", args, code, stderr)
		}
	}
}

func TestWhatIsWrongWithHowBothAreStartedIsSaidBeforeAnythingIsBuilt(t *testing.T) {
	dir := projectOf(t, map[string]string{"Dockerfile": "FROM scratch\n"})
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"prove", dir, "--watch", "-1s"}, "--watch -1s is no time to wait"},
		{[]string{"prove", dir, "--ready", "90h"}, "--ready 90h0m0s is no time to wait"},
		{[]string{"prove", dir, "--without", ""}, "--without names no address"},
		{[]string{"optimize", dir, "--prove", "--probe", "zzz"}, "it names no kind"},
		{[]string{"optimize", dir, "--try", "--env", "=x"}, "has no name"},
		{[]string{"optimize", dir, "--watch", "1s"}, "--watch says how both images are started: give --prove or --try too"},
	} {
		if _, stderr, code := call(t, c.args...); code != 2 || !strings.Contains(stderr, c.says) {
			t.Errorf("%v: exit code %d: %s", c.args, code, stderr)
		}
	}
}
