package pages

import (
	"testing"

	"fyne.io/fyne/v2"

	"lightship/engine/session"
)

// states are the snapshots that a page must stand.
func states(t testing.TB) map[string]*session.Snapshot {
	return map[string]*session.Snapshot{
		"full": openProject(t), "broken": brokenProject(t), "clean": cleanProject(t), "loading": loadingProject(t), "large": largeProject(t),
		"measured": measuredProject(t),
	}
}

func TestStagesLooksAsItDid(t *testing.T) {
	for name, n := range states(t) {
		assertPage(t, "stages-"+name, func() fyne.CanvasObject {
			p := NewStages(StagesActions{Open: func() {}})
			p.Show(n)
			return p.Content()
		})
	}
}

func TestChangesLooksAsItDid(t *testing.T) {
	for name, n := range states(t) {
		assertPage(t, "changes-"+name, func() fyne.CanvasObject {
			p := NewChanges(ChangesActions{Toggle: func(string, bool) {}})
			p.Show(n)
			if name == "large" {
				p.TypedRune('s')
			}
			return p.Content()
		})
	}
}

func TestOverviewLooksAsItDid(t *testing.T) {
	for name, n := range states(t) {
		assertPage(t, "overview-"+name, func() fyne.CanvasObject {
			p := NewOverview(OverviewActions{Rebuild: func() {}, Build: func() {}, Save: func() {}, Toggle: func(string, bool) {}})
			p.Show(n)
			return p.Content()
		})
	}
}

func TestWelcomeLooksAsItDid(t *testing.T) {
	for name, n := range map[string]*session.Snapshot{
		"empty": {}, "recent": {Recent: openProject(t).Recent}, "loading": {Job: &session.Job{Name: "Open shop-api", Fraction: -1}},
	} {
		assertPage(t, "welcome-"+name, func() fyne.CanvasObject {
			p := NewWelcome(WelcomeActions{Open: func(string) {}, Sample: func() {}})
			p.Show(n)
			return p.Content()
		})
	}
}
