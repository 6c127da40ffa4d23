package gui

import (
	"net/url"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fynetooltip "github.com/dweymouth/fyne-tooltip"
	"github.com/sirupsen/logrus"

	"lightship/engine/proof"
	"lightship/engine/session"
	"lightship/gui/bridge"
	"lightship/gui/pages"
	"lightship/gui/theme"
	"lightship/gui/widgets"
	"lightship/gui/words"
)

// Options is what the window needs from outside.
type Options struct {
	Session Session
	// Sample is the folder of the sample project, empty when there is none; SampleCopies is where copies of it go.
	Sample, SampleCopies string
	// Icon is the window's icon.
	Icon fyne.Resource
	Log  logrus.FieldLogger
	// Dispatch runs a function on the goroutine that draws; nil means that of Fyne's windows.
	Dispatch bridge.Dispatch
	// Theme is "light", "dark" or "auto"; empty means what the user chose last.
	Theme string
}

// Shell is the window. All its methods are for the goroutine that draws.
type Shell struct {
	options Options
	app     fyne.App
	window  fyne.Window
	session Session
	log     logrus.FieldLogger

	rail    *rail
	top     *topBar
	status  *statusBar
	banner  *banner
	notice  *notice
	toasts  *toasts
	sheet   *sheet
	running runningSheet
	chooser *chooser
	// builds is the list of the project's builds that was opened last, nil for none.
	builds *buildList

	welcome page
	slots   []pageSlot
	center  *fyne.Container
	// floating is what lies over the page.
	floating *fyne.Container
	// tips is where tooltips are drawn, nil when that can't be told.
	tips *fyne.Container

	shortcuts fyne.ShortcutHandler

	current  pageID
	snapshot *session.Snapshot
	// canceled says that the user canceled the job that runs.
	canceled bool
	// resumedFor is the folder of the project that was said to be as it was left.
	resumedFor string
	// choosing says that a base was chosen which the plan does not stand on yet.
	choosing bool
	// untoggle takes away what was said of the last change that was turned; nil for nothing.
	untoggle func()
	// openURL has the desktop open something.
	openURL func(*url.URL) error
	// savedTo is where the Dockerfile was last told to go.
	savedTo string
	stop    func()
	// given is what both images were given when they were started last, for the project that is open. It is never written down: it may
	// hold secrets.
	given     proof.Settings
	proofForm *proofForm
}

// New makes the window of a session, and shows what the session has.
func New(a fyne.App, o Options) *Shell {
	if o.Dispatch == nil {
		o.Dispatch = bridge.Window
	}
	s := &Shell{options: o, app: a, openURL: a.OpenURL, session: o.Session, log: o.Log, snapshot: &session.Snapshot{}}
	if err := words.Load(); err != nil {
		s.log.WithError(err).Warn("the translations can't be read")
	}
	s.applyTheme(o.Theme)
	s.window = a.NewWindow("Lightship")
	s.window.SetMaster()
	if o.Icon != nil {
		s.window.SetIcon(o.Icon)
	}
	s.sheet = &sheet{canvas: s.window.Canvas()}
	s.chooser = &chooser{window: s.window, dispatch: o.Dispatch}
	s.build()
	s.listen()
	s.restoreSize()
	s.window.SetCloseIntercept(s.close)
	s.Show(s.session.Snapshot())
	s.stop = bridge.New(o.Dispatch, s.Show).Attach(s.session)
	return s
}

// Window is the shell's window.
func (s *Shell) Window() fyne.Window { return s.window }

// Open opens a folder or a Dockerfile. Arguments, drops, the Open sheet and recent projects all come here.
func (s *Shell) Open(path string) {
	if path == "" {
		return
	}
	if full, err := filepath.Abs(expandHome(path)); err == nil {
		path = full
	}
	s.session.Open(path)
}

// Show shows a snapshot: the bars, and the page that is open.
func (s *Shell) Show(n *session.Snapshot) {
	before := s.snapshot
	s.snapshot = n
	s.follow(before, n)
	s.rail.show(s.current, n.Project != nil, changesOn(n))
	s.status.show(n)
	if s.notice.set(n) {
		s.floating.Refresh()
	}
	if s.builds != nil && s.sheet.popup != nil {
		s.builds.show(n.Survey)
	}
	s.page().Show(n)
	// Behind the page: what the bar offers depends on what the page does.
	s.top.show(n)
	s.showBanner()
}

// showBanner says over the page what went wrong, where the page does not say it itself.
func (s *Shell) showBanner() {
	problem := s.snapshot.Problem
	if p, ok := s.page().(interface{ Says(*session.Problem) bool }); ok && p.Says(problem) {
		problem = nil
	}
	if s.banner.set(problem) {
		s.floating.Refresh()
	}
}

// follow does what a step from one snapshot to the next asks for: another page, a toast, a line in the log.
func (s *Shell) follow(before, n *session.Snapshot) {
	if n.Project != nil && n.Project != before.Project {
		s.log.WithField("dir", n.Project.Root).Info("project opened")
	}
	if n.Problem != nil && n.Problem != before.Problem {
		s.log.WithField("problem", n.Problem.Title).Info("problem shown")
	}
	s.turnPage(before, n)
	s.proofArrived(before, n)
	s.reloaded(before, n)
	s.baseChosen(before, n)
	if before.Job != nil && n.Job == nil {
		s.jobEnded(before.Job, n)
	}
	s.saved(newlySaved(before.Saved, n.Saved))
	if n.Problem != nil && n.Problem != before.Problem && len(n.Problem.MissingArgs) > 0 && s.sheet.popup == nil {
		s.askBuildArgs()
	}
}

// turnPage shows the page that a step is about: the stages of a project that was opened, the results of a rebuild that was watched.
func (s *Shell) turnPage(before, n *session.Snapshot) {
	switch {
	case n.Project == nil && s.current != pageWelcome:
		s.current = ""
		s.show(pageWelcome)
	case n.Project != nil && (before.Project == nil || before.Project.Root != n.Project.Root):
		s.sheet.close()
		s.given, s.proofForm = proof.Settings{}, nil
		s.show(s.pageLeft(n))
		if n.Page == "" && len(n.Project.Dockerfiles) > 1 {
			s.askBuild()
		}
	case n.Comparison != nil && n.Comparison != before.Comparison && !n.Stale && s.current == pageBuild:
		s.show(pageResults)
	}
}

// pageLeft is the page that a project was left on, the stages for one that was not open before.
func (s *Shell) pageLeft(n *session.Snapshot) pageID {
	for _, slot := range s.slots {
		if string(slot.id) == n.Page {
			return slot.id
		}
	}
	return pageStages
}

func (s *Shell) jobEnded(job *session.Job, n *session.Snapshot) {
	canceled := job.Canceling || s.canceled
	log := s.log.WithField("job", job.Name).WithField("canceled", canceled)
	s.canceled = false
	if canceled && n.Problem == nil {
		s.toasts.show(widgets.Neutral, lang.L("Canceled: {{.Job}}", map[string]any{"Job": job.Name}), lang.L("What was shown before stays. Nothing in your project was changed."))
	}
	if n.Problem != nil {
		log = log.WithField("problem", n.Problem.Title)
	}
	log.Info("job ended")
}

// reloaded says that the files were read again.
func (s *Shell) reloaded(before, n *session.Snapshot) {
	r := n.Resumed
	switch {
	case r == nil || r.Chosen || before.Resumed != nil:
	case r.At.IsZero():
		s.log.WithField("lost", len(r.Lost)).Info("project reloaded")
		s.toasts.show(widgets.Good, lang.L("Reloaded"), lang.L("Your plan goes on with the files as they are now."))
	case s.resumedFor != n.Project.Root:
		s.resumedFor = n.Project.Root
		s.toasts.show(widgets.Neutral, lang.L("As you left it {{.When}}", map[string]any{"When": words.Ago(r.At, time.Now())}),
			lang.L("The plan and the last results are those of then."))
	}
}

// newlySaved are the files of now, newest first, that were not saved before.
func newlySaved(before, now []session.SavedFile) []session.SavedFile {
	if len(before) == 0 {
		return now
	}
	for i, f := range now {
		if f == before[0] {
			return now[:i]
		}
	}
	return now
}

// saved says in a toast, and in the log, which files were written.
func (s *Shell) saved(files []session.SavedFile) {
	if len(files) == 0 {
		return
	}
	for _, f := range files {
		s.log.WithField("path", f.Path).WithField("backup", f.Backup).Info("file saved")
	}
	f := files[0]
	title, detail := lang.L("Saved {{.Name}}", map[string]any{"Name": filepath.Base(f.Path)}), f.Path
	switch {
	case len(files) > 1:
		title = lang.L("Saved {{.Count}} files", map[string]any{"Count": len(files)})
		detail = filepath.Dir(f.Path)
	case f.Backup != "":
		detail = lang.L("The file that was there is kept as {{.Name}}", map[string]any{"Name": filepath.Base(f.Backup)})
	}
	dir := filepath.Dir(f.Path)
	s.toasts.show(widgets.Good, title, detail, widgets.NewQuietButton(lang.L("Show"), func() { s.reveal(dir) }))
}

// build makes all that is in the window.
func (s *Shell) build() {
	s.banner = newBanner(bannerActions{showLine: s.showProblem, dismiss: s.session.DismissProblem, reload: s.session.Reload, saveOver: s.saveOver})
	s.notice = newNotice(s.session.Reload)
	s.toasts = newToasts(s.options.Dispatch, func() { s.floating.Refresh() })
	s.top = newTopBar(s)
	s.status = newStatusBar(s)
	s.welcome = pages.NewWelcome(pages.WelcomeActions{
		Open: s.Open, Browse: s.browse, Sample: s.sampleAction(), OpenSheet: s.askOpen, Forget: s.forget,
	})
	s.slots = s.makePages()
	s.rail = newRail(s.options.Icon, s.slots, s.show, s.nextTheme, s.showKeys)
	s.center = container.NewStack()
	s.floating = newFloating(s.toasts.content, s.banner.content, s.notice.banner)
	main := newBars(s.top.content, container.NewStack(widgets.NewGround(theme.Ground), s.center, s.floating), s.status.content)
	body := widgets.NewColumns(0, []float32{0, 1}, s.rail.content, main)
	s.window.SetPadded(false)
	content := fynetooltip.AddWindowToolTipLayer(newResizing(body, s.hideTip), s.window.Canvas())
	s.tips = tipLayer(content)
	s.window.SetContent(content)
}

// Quit closes the window as the user would. It may be called from any goroutine.
func (s *Shell) Quit() { s.options.Dispatch(s.close) }

// close ends the session, and with it the builder, also in the middle of a build; then the window.
func (s *Shell) close() {
	s.keepSize()
	s.stop()
	s.window.Hide()
	go func() {
		if err := s.session.Close(); err != nil {
			s.log.WithError(err).Warn("the session did not close well")
		}
		s.options.Dispatch(s.window.Close)
	}()
}

// showProblem goes to where the problem's line is.
func (s *Shell) showProblem() {
	if s.snapshot.Problem != nil {
		s.showLine(false, s.snapshot.Problem.Line)
	}
}

// sampleAction copies the sample and opens the copy; nil when there is no sample.
func (s *Shell) sampleAction() func() {
	if s.options.Sample == "" {
		return nil
	}
	return func() {
		go func() {
			path, err := copySample(s.options.Sample, s.options.SampleCopies)
			s.options.Dispatch(func() {
				if err != nil {
					s.fail(lang.L("The sample could not be copied"), err)
					return
				}
				s.Open(path)
			})
		}()
	}
}

// fail says that something in the window itself went wrong.
func (s *Shell) fail(what string, err error) {
	s.log.WithError(err).Warn(what)
	s.toasts.show(widgets.Bad, what, err.Error())
}

func changesOn(n *session.Snapshot) int {
	on := 0
	for _, c := range n.Changes {
		if c.On {
			on++
		}
	}
	return on
}
