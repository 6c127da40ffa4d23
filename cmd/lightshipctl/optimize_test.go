package main

import (
	"strings"
	"testing"
)

func TestOptimizePrintsOneReport(t *testing.T) {
	_, stderr, code := call(t, "optimize", t.TempDir(), "--json", "--markdown")
	if code != 2 || !strings.Contains(stderr, "json markdown") {
		t.Errorf("exit code %d: %s", code, stderr)
	}
}
