package gui

import (
	"testing"

	"lightship/engine/build"
	"lightship/gui/theme"
)

func TestTheStatusBarSaysHowTheEngineIs(t *testing.T) {
	for state, want := range map[build.EngineState]struct {
		text  string
		color string
	}{
		build.EngineIdle:     {"BuildKit · starts when needed", string(theme.Muted)},
		build.EngineStarting: {"BuildKit · starting", string(theme.Warn)},
		build.EngineReady:    {"BuildKit", string(theme.Good)},
		build.EngineFailed:   {"BuildKit · failed", string(theme.Bad)},
	} {
		if text := engineText(build.Info{Name: "BuildKit", State: state}); text != want.text {
			t.Errorf("%s: it says %q, want %q", state, text, want.text)
		}
		if color := string(engineColor(state)); color != want.color {
			t.Errorf("%s: the dot is %s, want %s", state, color, want.color)
		}
	}
}
