package widgets

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestTextThatIsCutSaysAllOfItInItsTooltip(t *testing.T) {
	newApp(t)
	const all = "a line that is longer than its room"
	text := NewText(all)
	text.Resize(fyne.NewSize(80, 20))
	if text.ToolTip() != all {
		t.Errorf("the tooltip is %q", text.ToolTip())
	}
	text.Resize(fyne.NewSize(800, 20))
	if text.ToolTip() != "" {
		t.Errorf("the tooltip of a text that is not cut is %q", text.ToolTip())
	}
}

func TestFitEndsWithAnEllipsisAndIsNoWiderThanItsRoom(t *testing.T) {
	newApp(t)
	for _, s := range []string{"", "x", "a line that is longer than its room", "ünïcödé wörds in ä line", strings.Repeat("w", 400)} {
		shown, cut := fit(s, 90, 13, fyne.TextStyle{})
		if cut != (shown != s) || cut && !strings.HasSuffix(shown, ellipsis) {
			t.Errorf("%q is shown as %q, cut %v", s, shown, cut)
		}
		if width := textWidth(shown, 13, fyne.TextStyle{}); width > 91 {
			t.Errorf("%q is %v wide", shown, width)
		}
	}
}

func TestParagraphIsAsHighAsItsLinesAtItsWidth(t *testing.T) {
	newApp(t)
	p := NewParagraph("some words that need more than one line when there is little room\nand a second line")
	wide, narrow := float32(0), float32(0)
	for width, height := range map[float32]*float32{900: &wide, 150: &narrow} {
		p.Resize(fyne.NewSize(width, 10))
		*height = p.MinSize().Height
	}
	if narrow < 2*wide {
		t.Errorf("narrow it is %v high, wide %v", narrow, wide)
	}
}

func TestWrapBreaksAWordThatIsLongerThanALine(t *testing.T) {
	newApp(t)
	word := strings.Repeat("0123456789", 12)
	lines := wrap(word, 100, 13, fyne.TextStyle{})
	if len(lines) < 2 || strings.Join(lines, "") != word {
		t.Errorf("broken into %q", lines)
	}
}

func TestWrapBreaksAReferenceBehindASign(t *testing.T) {
	newApp(t)
	ref := "gcr.io/distroless/python3-debian13:nonroot"
	style := fyne.TextStyle{Bold: true}
	got := wrap(ref, textWidth("gcr.io/distroless/python", 14, style), 14, style)
	if strings.Join(got, "") != ref || got[0] != "gcr.io/distroless/" || got[1] != "python3-debian13:" {
		t.Errorf("broken into %q", got)
	}
}

func TestLogUnderstandsWhatOnlyATerminalShould(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                            "plain",
		"\x1b[31mred\x1b[0m end":           "red end",
		"10 %\r50 %\r100 %":                "100 %",
		"ends with\r":                      "ends with",
		"a\tb":                             "a    b",
		"broken \x1b[31":                   "broken ",
		"\x1b":                             "",
		"#12 0.3 \x1b[1;32mOK\x1b[0m\x1b[": "#12 0.3 OK",
	} {
		if got := PlainText(in); got != want {
			t.Errorf("%q is shown as %q, want %q", in, got, want)
		}
	}
}

func TestLogFollowsTheEndUntilTheUserScrollsUp(t *testing.T) {
	newApp(t)
	v := NewLogView()
	w := test.NewTempWindow(t, v)
	w.Resize(fyne.NewSize(400, 200))
	lines := make([]LogLine, 100)
	for i := range lines {
		lines[i].Text = strings.Repeat("x", i+1)
	}
	v.SetLines(lines[:90])
	end := v.list.scroll.Offset.Y
	if end == 0 {
		t.Fatal("the end is not in view")
	}
	v.list.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 1e5)})
	if v.Follow {
		t.Error("it still follows after scrolling up")
	}
	v.SetLines(lines)
	if v.list.scroll.Offset.Y != 0 {
		t.Error("new lines moved the view that the user had scrolled")
	}
	v.SetFollow(true)
	if v.list.scroll.Offset.Y <= end {
		t.Error("following again does not show the end")
	}
}

func TestAnEvenFlowHasTheSameNumberInEachRow(t *testing.T) {
	newApp(t)
	least := func() fyne.CanvasObject {
		g := NewGround("")
		g.Least = fyne.NewSize(200, 10)
		return g
	}
	flow := NewEvenFlow(10, 10, least(), least(), least(), least())
	for width, rows := range map[float32]float32{900: 1, 700: 2, 420: 2, 300: 4} {
		flow.Resize(fyne.NewSize(width, 200))
		if got := flow.MinSize().Height; got != rows*20-10 {
			t.Errorf("at %v it is %v high, want %v rows", width, got, rows)
		}
	}
}
