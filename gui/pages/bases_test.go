package pages

import (
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"
	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/bases"
	"lightship/engine/compare"
	"lightship/engine/image"
	"lightship/engine/project"
	"lightship/engine/proof"
	"lightship/engine/pull"
	"lightship/engine/session"
	"lightship/gui/looktest"
	"lightship/gui/theme"
	"lightship/gui/widgets"
	"lightship/gui/words"
)

// assertPage compares a page with its golden markup, light and then, in the same window, switched to dark. In the folder
// LIGHTSHIP_PICTURES, when that is set, it leaves pictures of it in two sizes for people to look at.
func assertPage(t *testing.T, name string, make func() fyne.CanvasObject) {
	t.Helper()
	themedApp(t, fynetheme.VariantLight)
	content := container.NewStack(widgets.NewGround(theme.Ground), make())
	w := test.NewTempWindow(t, content)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(1204, 716))
	// The dark theme has the same places; that its colours are right is what gui/theme tests.
	test.AssertRendersToMarkup(t, filepath.Join("pages", name+".xml"), w.Canvas())
	for suffix, variant := range map[string]fyne.ThemeVariant{"light": fynetheme.VariantLight, "dark": fynetheme.VariantDark} {
		fyne.CurrentApp().Settings().SetTheme(theme.NewFixed(variant))
		for _, size := range []fyne.Size{{Width: 1204, Height: 716}, {Width: 824, Height: 516}} {
			leavePicture(t, name+"-"+suffix, content, size)
		}
	}
}

// themedApp puts a test app with our theme in place.
func themedApp(t *testing.T, variant fyne.ThemeVariant) {
	t.Helper()
	if err := words.Load(); err != nil {
		t.Fatal(err)
	}
	test.NewTempApp(t).Settings().SetTheme(theme.NewFixed(variant))
}

func leavePicture(t *testing.T, name string, content fyne.CanvasObject, size fyne.Size) {
	t.Helper()
	dir := os.Getenv("LIGHTSHIP_PICTURES")
	if dir == "" {
		return
	}
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetContent(content)
	c.Resize(size)
	if size.Width < 1000 {
		name += "-small"
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, c.Capture()); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestBasesLooksAsItDid(t *testing.T) {
	problem := &session.Problem{
		Title: "The Dockerfile can't be read", Detail: `Dockerfile:3: unknown instruction: RUM`, Next: "Correct line 3 and save; it is read again.",
	}
	for name, s := range map[string]*session.Snapshot{
		"bases-empty":   {},
		"bases-loading": {Project: &project.Project{}, BasesLoading: true},
		"bases-error":   {Project: &project.Project{}, Problem: problem},
		"bases-full":    basesSnapshot(),
	} {
		t.Run(name, func(t *testing.T) {
			assertPage(t, name, func() fyne.CanvasObject {
				p := NewBases(BasesActions{})
				p.Show(s)
				return p.Content()
			})
		})
	}
}

func TestBasesChoosesTheRowThatTheKeyboardReached(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	var chosen string
	p := NewBases(BasesActions{ChooseBase: func(ref string) { chosen = ref }})
	w := test.NewTempWindow(t, p.Content())
	w.Resize(fyne.NewSize(1204, 716))
	p.Show(basesSnapshot())
	p.table.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	p.table.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if chosen != "ubuntu:24.04" {
		t.Errorf("chosen %q, want the second row, ubuntu", chosen)
	}
}

func TestBasesRefusesABaseThatDoesNotFit(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	p := NewBases(BasesActions{ChooseBase: func(ref string) { t.Errorf("chose %s", ref) }})
	p.Show(basesSnapshot())
	p.look("golang:1.22-alpine-with-a-very-long-name-indeed")
	p.drawer.use()
	if !p.drawer.use1.Disabled {
		t.Error("the button is on")
	}
}

func TestAFilterOfBasesLeavesOutWhatDoesNotPassIt(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	p := NewBases(BasesActions{})
	p.Show(basesSnapshot())
	p.filters[1].chip.Tapped(nil)
	if len(p.table.Order()) == 0 {
		t.Fatal("no base with a shell is left")
	}
	for _, ref := range p.table.Order() {
		if p.find(ref).Shell == "" {
			t.Errorf("%s has no shell and is still there", ref)
		}
	}
}

func TestBasesAreGroupedByVerdictTheLightestFirst(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	p := NewBases(BasesActions{})
	p.Show(basesSnapshot())
	var groups []string
	for _, g := range baseGroups(p.rows) {
		for _, ref := range p.table.Order() {
			if groupOf(p.find(ref).Verdict.Level) == g.ID {
				groups = append(groups, g.ID)
				break
			}
		}
	}
	if !slices.Equal(groups, []string{groupFits, groupCaveat, groupNot}) {
		t.Errorf("the groups are %v", groups)
	}
	cells := baseTableRow(p.rows[0], p.shown.base, widestBase(p.rows)).Cells
	if got := cells[columnBase]; got.Badges[0].Text != "Chosen" || got.Badges[1].Text != "Recommended" || got.Second != "" {
		t.Errorf("the chosen row: %+v", got)
	}
	for _, r := range p.rows {
		row := baseTableRow(r, p.shown.base, widestBase(p.rows))
		if fits := r.Verdict.Level == bases.Fits; fits != (row.Cells[columnBase].Second == "") {
			t.Errorf("%s says %q below its name", r.Ref, row.Cells[columnBase].Second)
		}
	}
}

func TestTheDrawerSaysWhichLineABaseWouldChange(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	p := NewBases(BasesActions{})
	n := basesSnapshot()
	n.After, n.Target = viewOf(t, splitText), ""
	p.Show(n)
	if got := p.drawer.place.Text; got != "Line 19 of the Dockerfile is" {
		t.Errorf("of the chosen base it says %q", got)
	}
	p.look("alpine:3.20")
	if got := p.drawer.place.Text; got != "Line 19 would become" {
		t.Errorf("of another base it says %q", got)
	}
	at, line := fromLine(n.After, n.FinalBase())
	if got := replacedRef(line, n.FinalBase(), "alpine:3.20"); at != 19 || got != "FROM alpine:3.20 AS final" {
		t.Errorf("line %d becomes %q", at, got)
	}
	n.After = viewOf(t, strings.ReplaceAll(splitText, "gcr.io/distroless/static-debian12:nonroot", "busybox"))
	again := *n
	p.Show(&again)
	p.look(n.Base)
	if got := p.drawer.place.Text; !strings.HasPrefix(got, "Not in the Dockerfile") {
		t.Errorf("of a chosen base that the plan does not use it says %q", got)
	}
}

func TestTwoBasesAreComparedAndOnlyWhatDiffersIsColoured(t *testing.T) {
	n := basesSnapshot()
	for _, f := range comparedFacts(n.Bases[0], n.Bases[0]) {
		if f.Tone != widgets.Neutral {
			t.Errorf("%s differs from itself", f.Name)
		}
	}
	tones := map[string]widgets.Tone{}
	for _, f := range comparedFacts(n.Bases[0], n.Bases[2]) {
		tones[f.Name] = f.Tone
	}
	if tones["Your image"] != widgets.Warn || tones["Shell"] != widgets.Accent {
		t.Errorf("%v", tones)
	}
}

func TestBasesSearchAndPickersLeaveRowsOut(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	p := NewBases(BasesActions{})
	n := basesSnapshot()
	for i := range n.Bases {
		n.Bases[i].Family, n.Bases[i].Suite = "others", "bookworm"
		if strings.HasPrefix(n.Bases[i].Ref, "alpine") {
			n.Bases[i].Family, n.Bases[i].Suite = "alpine", "alpine3.20"
		}
	}
	p.Show(n)
	p.search.SetText("ALPINE ended")
	if got := p.table.Order(); !slices.Equal(got, []string{"alpine:3.20"}) {
		t.Errorf("searched: %v", got)
	}
	p.search.SetText("no such base")
	if got := p.table.Order(); len(got) != 0 || p.table.Empty == "" {
		t.Errorf("nothing is found, and %v is shown", got)
	}
	p.search.SetText("")
	p.family.OnChanged("alpine")
	if got := p.table.Order(); !slices.Equal(got, []string{"alpine:3.20"}) {
		t.Errorf("by family: %v", got)
	}
}

func TestBasesReadsLayersOnceAndOnRequest(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	var read []string
	p := NewBases(BasesActions{ReadLayers: func(ref string) { read = append(read, ref) }})
	n := basesSnapshot()
	p.Show(n)
	p.drawer.layers.Tapped(nil)
	if !slices.Equal(read, []string{"gcr.io/distroless/static-debian12:nonroot"}) {
		t.Errorf("read %v", read)
	}
	n.Bases[0].Facts.Contents = &image.Contents{Packages: 4}
	p.drawer.show(n.Bases[0], &n.Bases[0])
	if p.drawer.layers.Visible() {
		t.Error("what was read can be read again")
	}
}

func BenchmarkBasesShow(b *testing.B) {
	test.NewApp().Settings().SetTheme(theme.New())
	p := NewBases(BasesActions{})
	p.Content().Resize(fyne.NewSize(1204, 716))
	one, other := basesSnapshot(), basesSnapshot()
	for b.Loop() {
		p.Show(one)
		p.Show(other)
	}
}

// basesSnapshot has one row of every kind: recommended, scratch, stand-in, without facts, refused, today's.
func basesSnapshot() *session.Snapshot {
	at := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	end := func(year, month int) time.Time { return time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC) }
	facts := func(download, disk int64) bases.Facts {
		return bases.Facts{
			Download: download, OnDisk: disk, Layers: 3, Source: "registry", At: at,
			Digest: v1.Hash{Algorithm: "sha256", Hex: "6ceafbc2a9c566d66448fb1d5381dede2b29200d1916e03f5238a1c437e7d9ea"},
		}
	}
	row := func(ref, name, variant, libc, version, shell, user string, f bases.Facts, image, ms int64, v bases.Verdict, support time.Time) session.BaseRow {
		return session.BaseRow{
			Base:  bases.Base{Ref: ref, Name: name, Variant: variant, Libc: libc, LibcVersion: version, Shell: shell, User: user, Support: support},
			Facts: f, Verdict: v, Image: image, Download: image / 3,
			Pull: pull.Estimate{
				Low: time.Duration(ms*8/10) * time.Millisecond, Expected: time.Duration(ms) * time.Millisecond, High: time.Duration(ms*13/10) * time.Millisecond,
			},
		}
	}
	fits := func(why ...string) bases.Verdict { return bases.Verdict{Level: bases.Fits, Reasons: why} }
	static := row("gcr.io/distroless/static-debian12:nonroot", "distroless/static", "nonroot · debian 12", "", "", "", "65532",
		facts(800_000, 2_000_000), 9_600_000, 900, fits("the program is static: it needs no loader and no library from the base",
			"CA certificates are there", "runs as a user that is not root"), end(2028, 6))
	static.Recommended, static.CACertificates, static.Zones, static.NonRoot = "the smallest base that fits and has CA certificates", true, true, "nonroot"
	scratch := row("scratch", "scratch", "empty", "", "", "", "root", bases.Facts{Source: "registry", At: at}, 7_400_000, 600,
		bases.Verdict{Level: bases.Caveat, Reasons: []string{"no CA certificates: calls to HTTPS servers fail", "the program is static"}}, time.Time{})
	alpine := row("alpine:3.20", "alpine:3.20", "musl", "musl", "1.2.5", "sh", "root", facts(3_630_000, 7_800_000), 15_200_000, 1100,
		bases.Verdict{Level: bases.Caveat, Reasons: []string{"support of alpine:3.20 ended in April 2026"}}, end(2026, 4))
	alpine.PackageManager = "apk"
	ubuntu := row("ubuntu:24.04", "ubuntu:24.04", "", "glibc", "2.39", "bash", "root", facts(29_700_000, 77_400_000), 84_800_000, 3200,
		fits("UID 1000 is taken"), end(2029, 4))
	ubuntu.Facts.StandIn = "made from Debian packages by Lightship's testbed"
	unknown := row("busybox:1.36-musl", "busybox:1.36-musl", "", "musl", "1.2.4", "sh", "root",
		bases.Facts{Download: -1, OnDisk: -1, Source: "snapshot", At: at, Problem: "the registry could not be reached"}, -1, 0,
		bases.Verdict{Level: bases.Caveat, Reasons: []string{"no CA certificates"}}, time.Time{})
	refused := row("golang:1.22-alpine-with-a-very-long-name-indeed", "golang:1.22-alpine-with-a-very-long-name-indeed", "musl · alpine 3.20 · with everything",
		"musl", "1.2.5", "sh", "root", facts(72_000_000, 233_000_000), 84_000_000, 3100, bases.Verdict{
			Level: bases.DoesNotFit, Reasons: []string{"the program asks for the loader /lib64/ld-linux-x86-64.so.2, which musl bases do not carry, so that it would not even start"},
		}, end(2025, 2))
	today := row("golang:1.22", "golang:1.22", "bookworm", "glibc", "2.36", "bash", "root", facts(299_400_000, 823_000_000), 831_000_000, 28_000,
		bases.Verdict{Level: bases.Caveat, Reasons: []string{"support of golang:1.22 ended in February 2025"}}, end(2025, 2))
	today.Current, today.Facts.OnDiskEstimated = true, true
	return &session.Snapshot{
		Project: &project.Project{}, Base: static.Ref,
		Bases: []session.BaseRow{static, scratch, alpine, ubuntu, unknown, refused, today},
		Program: bases.Program{
			Language: "go", Linkage: bases.Static, NeedsCA: true, Predicted: true,
			Evidence: []project.Evidence{{File: "main.go", Line: 12, Says: `imports "net/http" and calls https://api.example.com`}},
		},
	}
}

func TestTheDrawerSaysWhyTheChosenBaseIsNotInTheDockerfile(t *testing.T) {
	p := NewBases(BasesActions{})
	n := openProject(t)
	p.Show(n)
	if len(p.drawer.lines.Objects) != 1 || strings.HasPrefix(p.drawer.place.Text, "Not in") {
		t.Fatalf("before: %q", p.drawer.place.Text)
	}
	unused := *n
	unused.BaseUnused = "it needs “Build in one stage, ship from another”, which is off"
	p.Show(&unused)
	why, ok := p.drawer.lines.Objects[0].(*widgets.Paragraph)
	if !ok || why.Text != unused.BaseUnused || p.drawer.place.Text != "Not in the Dockerfile:" {
		t.Errorf("it says %q", p.drawer.place.Text)
	}
	p.Show(n)
	if strings.HasPrefix(p.drawer.place.Text, "Not in") {
		t.Error("the reason stays when it is gone")
	}
}

func TestABaseCanBeTriedAndSaysHowItEnded(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	var tried []string
	p := NewBases(BasesActions{Try: func(what ...string) { tried = what }})
	n := basesSnapshot()
	other := slices.IndexFunc(n.Bases, func(r session.BaseRow) bool { return r.Ref != n.Base && r.Verdict.Level == bases.Caveat })
	if other < 0 {
		t.Fatal("there is no base with a caveat")
	}
	d := p.drawer
	d.learn(n)
	d.show(n.Bases[other], nil)
	d.try.Tapped(nil)
	if tried != nil || !strings.Contains(d.try.ToolTip(), "Rebuild and compare first") {
		t.Errorf("tried %v before anything was built: %q", tried, d.try.ToolTip())
	}
	n.Comparison, n.After = &compare.Comparison{}, &session.View{}
	n.Tries = []session.Try{{Base: n.Bases[other].Ref, State: session.TryDropped, Why: "does the same, and is not lighter"}}
	n.Bases[other].Tried = proof.Same
	d.learn(n)
	d.show(n.Bases[other], nil)
	d.try.Tapped(nil)
	if len(tried) != 1 || tried[0] != n.Bases[other].Ref || d.tried.Text != "Dropped, does the same, and is not lighter." {
		t.Errorf("tried %v, and it says %q", tried, d.tried.Text)
	}
	if badges := baseBadges(n.Bases[other], n.Base); !slices.ContainsFunc(badges[:], func(b widgets.Badge) bool { return b.Text == "tried: same" }) {
		t.Errorf("the badges are %+v", badges)
	}
}

func TestAVerdictSaysWhatItRestsOn(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	row := basesSnapshot().Bases[0]
	for _, c := range []struct {
		change func(*session.BaseRow)
		says   string
		badge  bool
	}{
		{func(r *session.BaseRow) { r.Verdict.Predicted = true }, "From evidence: the sources", false},
		{func(r *session.BaseRow) { r.Verdict.Predicted = false }, "From evidence: the built program", false},
		{func(r *session.BaseRow) { r.Verdict.Seen = true }, "From evidence: the built program, and what was seen when it ran", true},
		{func(r *session.BaseRow) { r.Tried = proof.Same }, "Tried: the program was started on it", true},
	} {
		c.change(&row)
		badges := baseBadges(row, "")
		if says := restsOn(row); says != c.says || c.badge != slices.ContainsFunc(badges[:], func(b widgets.Badge) bool { return b.Text == "seen when it ran" }) {
			t.Errorf("it says %q, with the badges %+v", says, badges)
		}
	}
}

func TestTheRowOfFiltersFitsTheSmallestWindow(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	for _, width := range []float32{749 - theme.RailWidth, 900 - theme.RailWidth, 1200} {
		p := NewBases(BasesActions{})
		w := test.NewTempWindow(t, p.Content())
		w.SetPadded(false)
		w.Resize(fyne.NewSize(width, 400))
		s := basesSnapshot()
		p.Show(s)
		for _, placed := range looktest.Shown(p.Content()) {
			if o := placed.Object; o == p.refresh || o == p.search {
				if placed.At.X < 0 || placed.At.X+o.Size().Width > width-theme.Margin+1 {
					t.Errorf("in %v a %T goes to %v", width, o, placed.At.X+o.Size().Width)
				}
			}
		}
		if p.source.Visible() == (width < 700) {
			t.Errorf("in %v it is said where the facts are from: %v", width, p.source.Visible())
		}
		if p.search.Size().Width < searchLeast {
			t.Errorf("in %v the field is %v wide", width, p.search.Size().Width)
		}
	}
}
