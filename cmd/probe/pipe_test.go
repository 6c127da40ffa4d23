package main

import (
	"path/filepath"
	"syscall"
	"testing"
)

func TestAPipeInAProgramsPlaceIsNotWaitedFor(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "program")
	if err := syscall.Mkfifo(pipe, 0o755); err != nil {
		t.Fatal(err)
	}
	if got := interpreter(pipe); got != "" {
		t.Errorf("it is said to be started by %q", got)
	}
}
