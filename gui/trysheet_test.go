package gui

import (
	"slices"
	"testing"
)

func TestItAsksTheFirstTimeThatAProgramIsStarted(t *testing.T) {
	shell, s, _ := started(t)
	shell.snapshot = opened()
	shell.askTry("drop-dev")
	if len(shell.sheet.buttons) != 2 || shell.sheet.popup == nil || slices.Contains(s.said, "try drop-dev") {
		t.Fatalf("said %q before it was asked", s.said)
	}
	shell.sheet.buttons[0].Tapped(nil)
	if slices.Contains(s.said, "try drop-dev") || shell.mayStart() {
		t.Error("Cancel starts it")
	}
	shell.askTry("drop-dev")
	shell.sheet.buttons[1].Tapped(nil)
	if !slices.Contains(s.said, "try drop-dev") || shell.sheet.popup != nil {
		t.Errorf("said %q", s.said)
	}
	shell.askTry("slim-base")
	if shell.sheet.popup != nil || !slices.Contains(s.said, "try slim-base") {
		t.Errorf("it asks again; said %q", s.said)
	}
}
