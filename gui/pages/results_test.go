package pages

import (
	"math"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"lightship/engine/compare"
	"lightship/engine/image"
	"lightship/engine/project"
	"lightship/engine/proof"
	"lightship/engine/pull"
	"lightship/engine/session"
	"lightship/gui/widgets"
)

func TestWhatResultsSays(t *testing.T) {
	open := &project.Project{}
	stale := &session.Snapshot{Project: open, Comparison: comparison(), Stale: true}
	stale.Comparison.StandIns = []compare.StandIn{
		{Ref: "docker.io/library/golang:1.22", Says: "made from Debian bookworm's packages and the Go 1.22 toolchain"},
		{Ref: "gcr.io/distroless/static-debian12:nonroot", Says: "made from Debian bookworm's packages"},
	}
	proven := &session.Snapshot{Project: open, Comparison: comparison(), Proof: &proof.Result{Verdict: proof.Differs, Rows: []proof.Row{
		{Kind: proof.Answer, Name: "GET /feed", State: proof.Different, Before: "200", After: "500"},
		{Kind: proof.Answer, Name: "GET /", State: proof.Alike},
		{Kind: proof.Stop, Name: "stop", State: proof.Alike},
		{Kind: proof.Memory, Name: "memory at rest", State: proof.Measured, Before: "9.5 MB", After: "8.1 MB"},
	}}}
	for name, s := range map[string]*session.Snapshot{
		"results-proven":  proven,
		"results-empty":   {Project: open},
		"results-loading": {Project: open, Job: &session.Job{Name: "Rebuild and compare", Step: "building the image before the changes", Fraction: -1}},
		"results-error":   {Project: open, Builds: session.Builds{AfterError: "exit code: 1"}},
		"results-full":    {Project: open, Comparison: comparison()},
		"results-stale":   stale,
	} {
		t.Run(name, func(t *testing.T) {
			assertSays(t, name, func() fyne.CanvasObject {
				p := NewResults(ResultsActions{})
				p.Show(s)
				return p.Content()
			})
		})
	}
}

func TestResultsSaysSoWhenTheImageGrew(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	c := comparison()
	c.Before, c.After = c.After, c.Before
	p := NewResults(ResultsActions{})
	p.Show(&session.Snapshot{Project: &project.Project{}, Comparison: c})
	if !strings.Contains(p.stats.onDisk.Note, "heavier") {
		t.Errorf("the figure says %q", p.stats.onDisk.Note)
	}
}

func TestOnlyBuildsThatAreAlikeAreCompared(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	for _, test := range []struct {
		before, after int
		after0        string
		note          string
	}{
		{0, 0, "45 s", "both cold"}, {6, 9, "45 s", "both warm"}, {0, 1, "", "cached: 0 of 6, 1 of 9"}, {6, 2, "", "cached: 6 of 6, 2 of 9"},
	} {
		c := comparison()
		c.Before.BuildTime, c.Before.Steps, c.Before.CachedSteps = 58*time.Second, 6, test.before
		c.After.BuildTime, c.After.Steps, c.After.CachedSteps = 44600*time.Millisecond, 9, test.after
		p := NewResults(ResultsActions{})
		p.Show(&session.Snapshot{Project: &project.Project{}, Comparison: c})
		if got := p.stats.build; got.After != test.after0 || !strings.Contains(got.Note, test.note) {
			t.Errorf("%d and %d cached: %q %q, %q", test.before, test.after, got.Before, got.After, got.Note)
		}
	}
}

func BenchmarkResultsShow(b *testing.B) {
	p := NewResults(ResultsActions{})
	p.Content().Resize(fyne.NewSize(1204, 716))
	one := &session.Snapshot{Project: &project.Project{}, Comparison: comparison()}
	other := &session.Snapshot{Project: &project.Project{}, Comparison: comparison()}
	for b.Loop() {
		p.Show(one)
		p.Show(other)
	}
}

func comparison() *compare.Comparison {
	estimate := func(seconds float64) pull.Estimate {
		d := time.Duration(seconds * float64(time.Second))
		return pull.Estimate{Low: d * 8 / 10, Expected: d, High: d * 13 / 10, Binds: pull.Unpack}
	}
	c := &compare.Comparison{
		Made: time.Date(2026, 11, 20, 9, 31, 0, 0, time.UTC), Project: "shop-api", Dockerfile: "Dockerfile", Platform: "linux/amd64",
		Base: "gcr.io/distroless/static-debian12:nonroot", Engine: "Embedded BuildKit 0.34 · rootless",
		Link: pull.Link{BitsPerSecond: 100e6, RTT: 30 * time.Millisecond},
		Changes: []compare.AppliedChange{
			{Title: "Build in one stage, ship from another"},
			{Title: "Final base: distroless/static:nonroot"},
			{Title: "Trim symbols (-s -w, -trimpath)"},
			{Title: "Download modules before copying the sources, so that a change of the sources does not download them again"},
		},
		Before: compare.Side{BuildTime: 16500 * time.Millisecond, Steps: 5, CachedSteps: 1, Image: &image.Analysis{
			Download: 299_400_000, OnDisk: 831_000_000,
			Shares: []image.Share{
				{Origin: image.OriginSystem, OnDisk: 381_000_000},
				{Origin: image.OriginToolchain, OnDisk: 226_000_000},
				{Origin: image.OriginProgram, OnDisk: 120_000_000},
				{Origin: image.OriginCaches, OnDisk: 88_000_000},
				{Origin: image.OriginSources, OnDisk: 4_000_000},
				{Origin: image.OriginOverhead, OnDisk: 12_000_000},
			},
			Surface: image.Surface{Packages: 431, Executables: 1204, Shells: 3, Compilers: 4, Setuid: 9},
		}},
		After: compare.Side{BuildTime: 17200 * time.Millisecond, Steps: 8, CachedSteps: 3, Image: &image.Analysis{
			Download: 2_800_000, OnDisk: 9_600_000,
			Shares:  []image.Share{{Origin: image.OriginProgram, OnDisk: 7_400_000}, {Origin: image.OriginSystem, OnDisk: 2_200_000}},
			Surface: image.Surface{Packages: 5, Executables: 1},
		}},
		Pulls: []compare.PullCase{
			{Name: "cold node", BeforeBytes: 299_400_000, AfterBytes: 2_800_000, Before: estimate(28), After: estimate(0.9)},
			{Name: "base already there", BeforeBytes: 21_000_000, AfterBytes: 2_000_000, Before: estimate(3.1), After: estimate(0.6)},
			{Name: "code-only redeploy", BeforeBytes: 20_000_000, AfterBytes: 2_000_000, Before: estimate(3), After: estimate(0.6)},
		},
	}
	for i := range 25 {
		bits := 10e6 * math.Pow(100, float64(i)/24)
		c.Curve = append(c.Curve, compare.CurvePoint{
			BitsPerSecond: bits, Before: estimate(299.4e6*8/bits + 4), After: estimate(2.8e6*8/bits + 0.4),
		})
	}
	return c
}

func TestTheCardsOfResultsUseAllWidth(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	n := measuredProject(t)
	n.Comparison = comparison()
	p := NewResults(ResultsActions{})
	w := test.NewTempWindow(t, p.Content())
	w.SetPadded(false)
	p.Show(n)
	for width, columns := range map[float32]int{669: 1, 820: 2, 1200: 3, 1840: 3} {
		w.Resize(fyne.NewSize(width, 900))
		w.Resize(fyne.NewSize(width, 901)) // What the first layout has made higher.
		tables := []*widgets.Card{p.pulls.tableCard}
		for _, o := range p.grid.Objects[gridCharts:] {
			if card := o.(*widgets.Card); card != p.pulls.tableCard && card.Visible() && card.Position().Y == p.pulls.tableCard.Position().Y {
				tables = append(tables, card)
			}
		}
		if len(tables) != columns {
			t.Errorf("at %v there are %d tables beside each other, want %d", width, len(tables), columns)
		}
		last := tables[len(tables)-1]
		if end := last.Position().X + last.Size().Width; end < p.grid.Size().Width-1 {
			t.Errorf("at %v the row ends at %v of %v", width, end, p.grid.Size().Width)
		}
	}
}
