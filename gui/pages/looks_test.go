package pages

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"lightship/engine/session"
	"lightship/gui/looktest"
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
			w.Resize(fyne.NewSize(900, 700))
			w.Resize(fyne.NewSize(749-theme.RailWidth, 502-theme.BarHeight-theme.StatusHeight))
			for _, cut := range looktest.Cut(p.Content()) {
				t.Errorf("%s of %s: %s", page, name, cut)
			}
		}
	}
}

func TestTheHeadOfAPageNeverStandsOnItsBodyWhateverWidthComesNext(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	p := NewChanges(ChangesActions{})
	p.Show(measuredProject(t))
	body := p.diff.content
	for _, width := range []float32{1204, 400, 669, 420, 824} {
		p.Content().Resize(fyne.NewSize(width, 414))
		foot := p.head.content.Position().Y + p.head.content.MinSize().Height
		for name, o := range map[string]fyne.CanvasObject{"list": p.list.content, "difference": body} {
			at := o.Position()
			for _, above := range parentsOf(p.Content(), o) {
				at = at.Add(above.Position())
			}
			if at.Y < foot {
				t.Errorf("%.0f wide: the %s begins at %.0f, on the head that ends at %.0f", width, name, at.Y, foot)
			}
		}
	}
}

// parentsOf are the containers that an object stands in, without the outermost.
func parentsOf(root, o fyne.CanvasObject) []fyne.CanvasObject {
	c, ok := root.(*fyne.Container)
	if !ok {
		return nil
	}
	for _, child := range c.Objects {
		if child == o {
			return []fyne.CanvasObject{}
		}
		if found := parentsOf(child, o); found != nil {
			return append(found, child)
		}
	}
	return nil
}

func TestInTheSmallestWindowTheLinesOfTheFileGetTheRoom(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	p := NewChanges(ChangesActions{})
	p.Show(measuredProject(t))
	p.Content().Resize(fyne.NewSize(749-theme.RailWidth, 502-theme.BarHeight-theme.StatusHeight))
	if height := p.diff.diff.Size().Height; height < 100 {
		t.Errorf("the difference is %.0f high", height)
	}
	if p.head.content.MinSize().Height > theme.ControlHeight {
		t.Error("the head takes two rows though the sizes could give way")
	}
	p.Content().Resize(fyne.NewSize(1204, 716))
	if !p.diff.detail.content.Visible() || !p.sizes.Visible() {
		t.Error("with room the detail or the sizes are not shown")
	}
}
