package pages

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"lightship/engine/session"
	"lightship/gui/theme"
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

func TestWhatChangesSays(t *testing.T) {
	for name, n := range changesStates(t) {
		assertSays(t, "changes-"+name, func() fyne.CanvasObject {
			p := NewChanges(ChangesActions{Toggle: func(string, bool) {}})
			p.Show(n)
			if name == "large" {
				p.TypedRune('s')
			}
			return p.Content()
		})
	}
}

func TestWhatOverviewSays(t *testing.T) {
	for name, n := range states(t) {
		assertSays(t, "overview-"+name, func() fyne.CanvasObject {
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

func TestEveryPageFitsTheSmallestWindow(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	results := map[string]*session.Snapshot{"results": measuredProject(t)}
	results["results"].Comparison = comparison()
	bases := basesSnapshot()
	bases.Number = 9
	for name, n := range map[string]*session.Snapshot{"full": openProject(t), "measured": results["results"], "bases": bases, "large": largeProject(t), "build": runningBuild()} {
		for page, p := range map[string]interface {
			Show(*session.Snapshot)
			Content() fyne.CanvasObject
		}{
			"overview": NewOverview(OverviewActions{}), "stages": NewStages(StagesActions{}), "bases": NewBases(BasesActions{}),
			"changes": NewChanges(ChangesActions{}), "build": NewBuild(BuildActions{}), "results": NewResults(ResultsActions{}),
		} {
			w := test.NewTempWindow(t, p.Content())
			w.SetPadded(false)
			w.Resize(fyne.NewSize(749-theme.RailWidth, 502-theme.BarHeight-theme.StatusHeight))
			if n.Before != nil || page == "bases" {
				p.Show(n)
			}
			if least := p.Content().MinSize(); least.Width > 749-theme.RailWidth || least.Height > 502-theme.BarHeight-theme.StatusHeight {
				t.Errorf("%s of %s needs %v", page, name, least)
			}
		}
	}
}
