package session

import (
	"strings"
	"testing"
)

func TestAMissingBuildArgumentIsNamedAndAskedFor(t *testing.T) {
	dir := writeProject(t, map[string]string{
		"Dockerfile":   "ARG baseImageVersion\nFROM alpine:${baseImageVersion}\nCMD [\"true\"]\n",
		"compose.yaml": "services:\n  web:\n    build:\n      context: .\n      args:\n        baseImageVersion: \"3.20\"\n",
	})
	s := start(t)
	s.Open(dir)
	n := idle(t, s)
	if n.Problem == nil || !strings.Contains(n.Problem.Next, "web in compose.yaml gives it for its build: choose that one (--service web)") {
		t.Errorf("the problem is %+v", n.Problem)
	}
}

func TestAMissingBuildArgumentIsGivenInTheSession(t *testing.T) {
	dir := writeProject(t, map[string]string{"Dockerfile": "ARG baseImageVersion\nFROM alpine:${baseImageVersion}\nCMD [\"true\"]\n"})
	s := start(t)
	s.Open(dir)
	n := idle(t, s)
	if n.Problem == nil || len(n.Problem.MissingArgs) != 1 || !strings.Contains(n.Problem.Next, "--build-arg baseImageVersion=...") {
		t.Fatalf("the problem is %+v", n.Problem)
	}
	if len(n.BuildArgs) != 1 || n.BuildArgs[0].Name != "baseImageVersion" {
		t.Fatalf("the arguments to give are %+v", n.BuildArgs)
	}
	s.SetBuildArgs(map[string]string{"baseImageVersion": "3.20"})
	if n = idle(t, s); n.Problem != nil || n.Before == nil || n.Before.File == nil {
		t.Errorf("with a value it is not read: %+v", n.Problem)
	}
}
