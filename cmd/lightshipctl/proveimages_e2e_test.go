//go:build e2e

package main

import (
	"strings"
	"testing"
)

func TestTwoImagesAreStartedWithoutABuild(t *testing.T) {
	const busybox = "docker.io/library/busybox:1.36"
	out, errs, code := run(t, "prove", busybox, busybox, "--", "echo", "hello")
	if code != 0 || !strings.Contains(out, "same: alike in all") {
		t.Errorf("exit code %d\n%s\n%s", code, out, errs)
	}
	out, errs, code = run(t, "prove", busybox, "gcr.io/distroless/static-debian12:latest", "--", "busybox", "echo", "hello")
	if code != differsCode || !strings.Contains(out, "does not start") {
		t.Errorf("exit code %d\n%s\n%s", code, out, errs)
	}
}
