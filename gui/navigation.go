package gui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"lightship/docs"
	"lightship/engine/printable"
	"lightship/engine/session"
	"lightship/gui/pages"
)

// page is one page of the window.
type page interface {
	// Show shows a snapshot; it is called often and must be cheap when little has changed.
	Show(*session.Snapshot)
	Content() fyne.CanvasObject
}

// keyed is a page that takes keys that no widget has taken; it says whether it took this one.
type keyed interface {
	TypedKey(*fyne.KeyEvent) bool
}

// runed is a page that takes characters that no widget has taken.
type runed interface {
	TypedRune(rune)
}

// pageID names a page, in the log too.
type pageID string

const (
	pageWelcome  pageID = "welcome"
	pageOverview pageID = "overview"
	pageStages   pageID = "stages"
	pageBases    pageID = "bases"
	pageChanges  pageID = "changes"
	pageBuild    pageID = "build"
	pageResults  pageID = "results"
)

// pageSlot is a page's place in the rail.
type pageSlot struct {
	id    pageID
	label string
	icon  string
	page  page
}

// makePages makes the pages in the order of the rail.
func (s *Shell) makePages() []pageSlot {
	return []pageSlot{
		{pageOverview, lang.L("Overview"), iconOverview, pages.NewOverview(pages.OverviewActions{
			Changes: s.opener(pageChanges), Build: s.opener(pageBuild), Toggle: s.toggle,
			Rebuild: s.rebuild, Save: s.askSave, Open: s.askOpen, ShowProblem: s.showProblem,
			Prove: s.askProof,
		})},
		{pageStages, lang.L("Stages"), iconStages, pages.NewStages(pages.StagesActions{
			Open: s.askOpen, Export: s.askGraph, Still: s.still(), KeepStill: s.keepStill,
		})},
		{pageBases, lang.L("Bases"), iconBases, pages.NewBases(pages.BasesActions{
			ChooseBase: s.chooseBase, OpenProject: s.askOpen, Refresh: s.session.RefreshBases, ReadLayers: s.session.ReadBase,
			Copy: s.copy, Try: s.askTry,
		})},
		{pageChanges, lang.L("Changes"), iconChanges, pages.NewChanges(pages.ChangesActions{
			Toggle: s.session.Toggle, Undo: s.session.Undo, Redo: s.session.Redo,
			SavePatch: s.askPatch, SaveDockerfile: s.askSave, Copy: s.copyFile, Page: docs.Rule,
			Prove: s.askProof, Try: s.askTry,
		})},
		{pageBuild, lang.L("Build"), iconBuild, pages.NewBuild(pages.BuildActions{
			Rebuild: s.rebuild, OpenProject: s.askOpen, Copy: s.copy, SaveLog: s.askLog, ShowLine: s.showLine, Toggle: s.session.Toggle,
		})},
		{pageResults, lang.L("Results"), iconResults, pages.NewResults(pages.ResultsActions{
			Rebuild: s.rebuild, Prove: s.askProof, OpenProject: s.askOpen, ShowBuild: s.opener(pageBuild),
		})},
	}
}

// copy puts a text on the clipboard, without secrets and printable.
func (s *Shell) copy(text string) {
	s.app.Clipboard().SetContent(printable.Text(s.session.Secrets().MaskSure(text)))
}

// copyFile puts a text on the clipboard that is the user's own file: it is to be pasted as it would be saved.
func (s *Shell) copyFile(text string) { s.app.Clipboard().SetContent(text) }

func (s *Shell) opener(id pageID) func() { return func() { s.show(id) } }

// showLine goes to a line of the Dockerfile as it is, or as it becomes.
func (s *Shell) showLine(after bool, line int) {
	s.show(pageChanges)
	c, ok := s.page().(interface {
		RevealLine(line int)
		RevealAfter(line int)
	})
	switch {
	case !ok:
	case after:
		c.RevealAfter(line)
	default:
		c.RevealLine(line)
	}
}

// page is the page that is open.
func (s *Shell) page() page {
	for _, slot := range s.slots {
		if slot.id == s.current {
			return slot.page
		}
	}
	return s.welcome
}

// show opens a page; without a project there is only the Welcome page.
func (s *Shell) show(id pageID) {
	if s.snapshot.Project == nil {
		id = pageWelcome
	}
	if id == s.current {
		return
	}
	if left, ok := s.page().(leaver); ok {
		left.Leave()
	}
	s.current = id
	s.session.Visit(string(id))
	s.hideTip()
	s.window.Canvas().Unfocus()
	p := s.page()
	p.Show(s.snapshot)
	s.bring(p.Content())
	s.top.show(s.snapshot)
	s.showBanner()
	s.rail.show(id, s.snapshot.Project != nil, changesOn(s.snapshot))
	s.log.WithField("page", string(id)).Info("page shown")
}

// bring shows one page's content. The others that were shown before stay in the window, hidden: what is not in the window
// would miss a change of the theme.
func (s *Shell) bring(content fyne.CanvasObject) {
	if !slices.Contains(s.center.Objects, content) {
		s.center.Objects = append(s.center.Objects, content)
	}
	for _, o := range s.center.Objects {
		setVisible(o, o == content)
	}
	s.center.Refresh()
}

// leaver is a page with something that moves, which must stop when the page is not seen: a page that is not shown gets no
// snapshots, and Fyne does not tell it that it is hidden.
type leaver interface{ Leave() }

// showNumber opens the page with a 1-based place in the rail.
func (s *Shell) showNumber(n int) {
	if n >= 1 && n <= len(s.slots) {
		s.show(s.slots[n-1].id)
	}
}

// cancel stops the running job. It is noted here too: the snapshot that says so may be overtaken by that of the end.
func (s *Shell) cancel() {
	s.canceled = s.snapshot.Job != nil
	s.session.Cancel()
}

// buildable says whether there is something to build; where nothing is to change, the image is measured as it is.
func buildable(n *session.Snapshot) bool {
	return n.Project != nil && n.Before != nil && n.Before.File != nil
}

// rebuild starts the rebuild and goes to where it can be watched; while one runs it cancels it.
func (s *Shell) rebuild() {
	n := s.snapshot
	switch {
	case n.Job != nil:
		s.cancel()
	case buildable(n):
		s.session.Rebuild()
		s.show(pageBuild)
	}
}
