package gui

import (
	"strings"
	"testing"
	"time"

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

func TestTheStatusBarSaysWhatNetworkRUNStepsHave(t *testing.T) {
	for want, n := range map[string]*build.Network{
		"": nil, "can't reach what listens": {Own: true}, "as chosen": {Chosen: true}, "run as root": {Rootless: true},
		"takes iptables": {Missing: []string{"iptables"}}, "could not be made: no way": {Failed: "no way"},
	} {
		if got := networkText(n); !strings.Contains(got, want) || (want == "") != (got == "") {
			t.Errorf("of %+v it says %q, without %q", n, got, want)
		}
	}
}

func TestPlanningIsSaidOnlyWhenItTakesAWhile(t *testing.T) {
	shell, s, _ := started(t)
	var waits []time.Duration
	var due []func()
	shell.status.after = func(wait time.Duration, f func()) *time.Timer {
		waits, due = append(waits, wait), append(due, f)
		return nil
	}
	n := opened()
	n.Planning = true
	s.show(n)
	again := *n
	s.show(&again)
	if len(due) != 1 || waits[0] != 150*time.Millisecond || shell.status.step.Text != "" {
		t.Fatalf("%v, says %q", waits, shell.status.step.Text)
	}
	s.show(opened())
	due[0]()
	if shell.status.step.Text != "" {
		t.Errorf("a plan that is done is said to be made: %q", shell.status.step.Text)
	}
	s.show(n)
	due[1]()
	if shell.status.step.Text != "Planning…" {
		t.Errorf("says %q", shell.status.step.Text)
	}
	s.show(opened())
	if shell.status.step.Text != "" {
		t.Errorf("goes on to say %q", shell.status.step.Text)
	}
}
