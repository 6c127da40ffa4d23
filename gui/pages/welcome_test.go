package pages

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"lightship/engine/records"
	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
	"lightship/gui/words"
)

func TestRecentProjectsSayWhatTheyBroughtAndCanBeForgotten(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.NewFixed(fynetheme.VariantLight))
	if err := words.Load(); err != nil {
		t.Fatal(err)
	}
	var said []string
	w := NewWelcome(WelcomeActions{
		Open: func(dir string) { said = append(said, "open "+dir) }, Forget: func(dir string) { said = append(said, "forget "+dir) },
	})
	w.Show(&session.Snapshot{
		Recent:  []string{"/projects/shop", "/projects/till"},
		Brought: map[string]records.Result{"/projects/shop": {Made: time.Now().Add(-73 * time.Hour), BeforeOnDisk: 812e6, AfterOnDisk: 14e6}},
	})
	var trails []string
	var away []*widgets.Button
	for _, o := range test.LaidOutObjects(w.recents) {
		switch o := o.(type) {
		case *widgets.Link:
			trails = append(trails, o.Trail)
		case *widgets.Button:
			away = append(away, o)
		}
	}
	if want := []string{"812 MB to 14 MB, 3 days ago", ""}; !slices.Equal(trails, want) {
		t.Errorf("they say %q, want %q", trails, want)
	}
	if len(away) != 2 {
		t.Fatalf("%d can be taken away", len(away))
	}
	away[1].Tapped(nil)
	if !slices.Equal(said, []string{"forget /projects/till"}) {
		t.Errorf("said %q", said)
	}
}
