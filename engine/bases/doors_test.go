package bases

import (
	"errors"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"lightship/engine/foreign"
)

func TestSettingsThatAreAFIFOAreRefusedAndNotWaitedFor(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "settings")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	secured := endpoint{route: route{CA: []string{fifo}}}
	for what, read := range map[string]func() error{
		"bases":        func() error { _, err := ReadAdditions(fifo); return err },
		"registries":   func() error { _, err := readRoutes(fifo); return err },
		"certificates": func() error { _, err := secured.transport(); return err },
	} {
		done := make(chan error, 1)
		go func() { done <- read() }()
		select {
		case err := <-done:
			if !errors.Is(err, foreign.ErrNotRegular) {
				t.Errorf("%s: %v", what, err)
			}
		case <-time.After(20 * time.Second):
			t.Errorf("reading %s waits for a FIFO", what)
		}
	}
}
