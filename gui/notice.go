package gui

import (
	"reflect"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/session"
	"lightship/gui/widgets"
	"lightship/gui/words"
)

// notice says over the page what has become of the plan outside the window: files that were changed on disk, and what of the plan
// didn't fit any more when they were read again.
type notice struct {
	banner *widgets.Banner
	reload *widgets.Button
	// shown is what it says, and dismissed what was hidden by the user: it comes back with other news.
	shown, dismissed noticed
}

// noticed is what a notice is about.
type noticed struct {
	outdated []string
	lost     []session.Lost
	busy     bool
}

func newNotice(reload func()) *notice {
	n := &notice{banner: widgets.NewBanner(widgets.Warn, "", "")}
	n.reload = widgets.NewButton(lang.L("Reload"), reload)
	n.banner.OnClosed = func() {
		n.dismissed = n.shown
		n.banner.Hide()
	}
	n.banner.Raised = true
	n.banner.Hide()
	return n
}

// set shows what there is to say of a snapshot; it says whether the notice came, went, or says something else.
func (n *notice) set(s *session.Snapshot) (changed bool) {
	next := noticed{outdated: s.Outdated, busy: s.Job != nil}
	if s.Problem != nil && s.Problem.Kind == session.Changed {
		next.outdated = nil // The problem says so, and offers the same.
	}
	if s.Resumed != nil && !s.Planning && !s.BasesLoading {
		next.lost = s.Resumed.Lost
	}
	if next.same(n.shown) && next.busy == n.shown.busy {
		return false
	}
	n.shown = next
	visible := (len(next.outdated) > 0 || len(next.lost) > 0) && !next.same(n.dismissed)
	switch {
	case len(next.outdated) > 0:
		n.banner.Actions = []fyne.CanvasObject{n.reload}
		n.banner.Set(widgets.Warn, lang.L("Changed on disk: {{.Files}}", map[string]any{"Files": someOf(next.outdated)}),
			lang.L("What is shown was made from the files as they were. Reload reads them; your plan stays as far as it fits."), "")
		n.reload.SetDisabled(next.busy, reloadTip(next.busy))
	case len(next.lost) > 0:
		n.banner.Actions = nil
		n.banner.Set(widgets.Warn, lang.L("Not all of your plan fits any more"), lostText(next.lost), lang.L("Look through the changes before you save."))
	}
	setVisible(n.banner, visible)
	return true
}

func (n noticed) same(o noticed) bool {
	return reflect.DeepEqual(n.outdated, o.outdated) && reflect.DeepEqual(n.lost, o.lost)
}

func reloadTip(busy bool) string {
	if busy {
		return lang.L("When what runs has ended")
	}
	return lang.L("Read the project as it is on disk now; the plan stays as far as it fits")
}

// mostNamed is how many files or parts a notice names.
const mostNamed = 3

// someOf names the first few.
func someOf(names []string) string {
	if more := len(names) - mostNamed; more > 0 {
		return strings.Join(names[:mostNamed], ", ") + " " + words.Count("and {{.Count}} more", more)
	}
	return strings.Join(names, ", ")
}

// lostText says what of a plan fits no more.
func lostText(lost []session.Lost) string {
	parts := make([]string, len(lost))
	for i, l := range lost {
		parts[i] = lostPart(l)
	}
	return someOf(parts)
}

func lostPart(l session.Lost) string {
	name := map[string]any{"Name": l.Name}
	switch l.Part {
	case session.BasePart:
		return lang.L("the base {{.Name}}", name)
	case session.TargetPart:
		return lang.L("the target {{.Name}}", name)
	case session.BuildPart:
		return lang.L("the build {{.Name}}", name)
	case session.ContextPart:
		return lang.L("the build context {{.Name}}", name)
	}
	return lang.L("the change “{{.Name}}”", name)
}
