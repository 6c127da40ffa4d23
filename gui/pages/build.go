package pages

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/build"
	"lightship/engine/compare"
	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// BuildActions is what the page of builds can ask for.
type BuildActions struct {
	Rebuild func()
	// OpenProject lets the user choose a folder.
	OpenProject func()
	// Copy puts a text on the clipboard, SaveLog asks where to write one; name is what the file may be called.
	Copy    func(text string)
	SaveLog func(name, text string)
	// ShowLine goes to a line of the Dockerfile as it is, or as it becomes; Toggle turns a change on or off.
	ShowLine func(after bool, line int)
	Toggle   func(change string, on bool)
}

// Build shows both builds as lanes of steps, and the log of the chosen step.
type Build struct {
	actions BuildActions

	state   *widgets.Text
	banner  *widgets.Banner
	lanes   *widgets.Lanes
	log     *buildLog
	failure *buildFailure
	// beside is the log and the failure.
	body, beside *fyne.Container
	full         *fyne.Container
	empty        *widgets.EmptyState
	content      fyne.CanvasObject

	shown buildShown
	steps map[string]build.Step
	// chosen is the step whose log is shown; picked says that the user chose it.
	chosen string
	picked bool
	// height is what all lanes need.
	height float32
	// culprit is the change that the failed step is from, where one alone has written its line.
	culprit  session.Switch
	snapshot *session.Snapshot
}

// buildShown is what of a snapshot the page has drawn.
type buildShown struct {
	drawn         bool
	before, after sideShown
	job           *session.Job
	opened        bool
	comparison    *compare.Comparison
	// changes is where the changes are, traced that it is known what each does to the text.
	changes *session.Switch
	traced  bool
}

// sideShown tells one state of a build from another; a Progress is never changed once it was published.
type sideShown struct {
	first    *build.Step
	count    int
	finished bool
	failure  string
}

func sideOf(p build.Progress, failure string) sideShown {
	s := sideShown{count: len(p.Steps), finished: !p.Finished.IsZero(), failure: failure}
	if len(p.Steps) > 0 {
		s.first = &p.Steps[0]
	}
	return s
}

// NewBuild returns the page, empty until Show.
func NewBuild(actions BuildActions) *Build {
	p := &Build{actions: actions, snapshot: &session.Snapshot{}}
	p.state = widgets.NewMuted("")
	p.state.Shrink = true
	p.banner = widgets.NewBanner(widgets.Bad, "", "")
	p.lanes = widgets.NewLanes()
	p.lanes.Format = formatMark
	p.lanes.Running = runningFigure
	p.lanes.OnSelected = p.pick
	p.log = newBuildLog(func(text string) { p.actions.Copy(text) }, p.saveLog, p.showLine, p.turnOff)
	p.empty = widgets.NewEmptyState(iconBuild, "", "")
	head := widgets.NewColumns(12, []float32{0, 1}, widgets.NewTitle(lang.L("Build")), p.state)
	p.failure = newBuildFailure(p.showLine, p.turnOff)
	p.beside = container.New(besideLog{p.failure}, p.log.card, p.failure.card)
	p.body = container.New(&lanesOverLog{page: p}, widgets.NewTightCard(p.lanesAndLegend()), p.beside)
	p.full = widgets.NewStack(theme.Gap, widgets.NewFixed(0, theme.ControlHeight, head), p.banner, p.body)
	p.content = widgets.NewPadded(theme.Margin, theme.Margin, theme.Margin, theme.Margin, container.NewStack(p.full, p.empty))
	p.full.Hide()
	p.banner.Hide()
	return p
}

// lanesAndLegend puts what the looks of the bars mean below the lanes.
func (p *Build) lanesAndLegend() fyne.CanvasObject {
	legend := widgets.NewLegend(
		widgets.LegendItem{Name: lang.L("critical path"), Color: theme.Primary}, widgets.LegendItem{Name: lang.L("ran beside it"), Color: theme.PrimaryPale},
		widgets.LegendItem{Name: lang.L("cached"), Hatched: true},
	)
	legend.Least = 112
	how := widgets.NewCaption(lang.L("numbers are lines of the Dockerfile · press a step for its log"))
	how.Shrink, how.Align = true, fyne.TextAlignTrailing
	foot := widgets.NewColumns(theme.Gap, []float32{0, 1}, widgets.NewFixed(400, 24, legend), how)
	return container.NewBorder(nil, widgets.NewPadded(0, 8, theme.Margin, theme.Margin, foot), nil, nil, widgets.NewPadded(4, 0, 0, 0, p.lanes))
}

// Content is what the shell shows.
func (p *Build) Content() fyne.CanvasObject { return p.content }

// Show draws a snapshot; it does nothing when nothing that the page shows has changed.
func (p *Build) Show(s *session.Snapshot) {
	next := buildShown{
		drawn: true, job: s.Job, opened: s.Project != nil,
		before: sideOf(s.Builds.Before, s.Builds.BeforeError), after: sideOf(s.Builds.After, s.Builds.AfterError),
		comparison: s.Comparison, changes: first(s.Changes), traced: s.Traces != nil,
	}
	if next == p.shown {
		return
	}
	if p.shown.before.first == nil || next.before.count < p.shown.before.count {
		p.picked = false
	}
	p.shown, p.snapshot = next, s
	if !hasBuild(s) {
		p.showEmpty(s)
		return
	}
	p.empty.Hide()
	p.full.Show()
	p.state.SetText(describeBuilds(s))
	p.showFailure(s)
	p.showSteps(s)
}

// Acts says that the page has the button that rebuilds.
func (p *Build) Acts() bool { return p.empty.Visible() && len(p.empty.Actions) > 0 }

// hasBuild says whether there is a build to show, be it one that has not told of a step yet.
func hasBuild(s *session.Snapshot) bool {
	b := s.Builds
	return !b.Before.Started.IsZero() || !b.After.Started.IsZero() || b.BeforeError != "" || b.AfterError != ""
}

// Leave stops what moves, until the page is shown again.
func (p *Build) Leave() {
	p.lanes.Hide()
	p.shown.drawn = false
}

func (p *Build) showEmpty(s *session.Snapshot) {
	p.empty.Actions = nil
	switch {
	case s.Project == nil:
		p.empty.Actions = []fyne.CanvasObject{widgets.NewPrimaryButton(lang.L("Open a folder…"), p.actions.OpenProject)}
		p.empty.Set(lang.L("No project is open"), lang.L("Open a project to build its Dockerfile before and after the changes."), false)
	case s.Job != nil:
		p.empty.Set(s.Job.Name, s.Job.Step, true)
	case s.Comparison != nil:
		p.empty.Actions = []fyne.CanvasObject{widgets.NewPrimaryButton(lang.L("Rebuild and compare"), p.actions.Rebuild)}
		p.empty.Set(lang.L("Not built since it was opened"), lang.L("The results are those of {{.When}}; the steps of builds are not kept. Rebuild to see them.",
			map[string]any{"When": s.Comparison.Made.Format("2 Jan 2006 15:04")}), false)
	default:
		p.empty.Actions = []fyne.CanvasObject{widgets.NewPrimaryButton(lang.L("Rebuild and compare"), p.actions.Rebuild)}
		p.empty.Set(lang.L("Nothing has been built yet"),
			lang.L("Both Dockerfiles are built by BuildKit, the one you have and the one that is proposed. Your files are not changed."), false)
	}
	p.empty.Refresh()
	p.full.Hide()
	p.empty.Show()
}

// showFailure says what failed when no step shows it.
func (p *Build) showFailure(s *session.Snapshot) {
	title, text := "", ""
	switch {
	case s.Builds.BeforeError != "" && !hasFailedStep(s.Builds.Before):
		title, text = lang.L("The build before the changes failed"), s.Builds.BeforeError
	case s.Builds.AfterError != "" && !hasFailedStep(s.Builds.After):
		title, text = lang.L("The build after the changes failed"), s.Builds.AfterError
	}
	if title == "" {
		p.banner.Hide()
		return
	}
	p.banner.Set(widgets.Bad, title, text, "")
	p.banner.Show()
}

func hasFailedStep(progress build.Progress) bool {
	for _, s := range progress.Steps {
		if s.State == build.Failed {
			return true
		}
	}
	return false
}

func (p *Build) showSteps(s *session.Snapshot) {
	p.steps = map[string]build.Step{}
	before, after := sidesOf(s)
	groups := []widgets.LaneGroup{p.group(before), p.group(after)}
	sayDifference(&groups[1], before, after)
	watched := p.chosen
	if !p.picked {
		p.chosen = p.stepToWatch(groups)
	}
	if !p.lanes.Visible() {
		p.lanes.Show()
	}
	p.lanes.SetGroups(groups)
	p.lanes.Select(p.chosen)
	if height := p.lanes.Height(); height != p.height {
		p.height = height
		p.body.Refresh()
	}
	if p.chosen != watched {
		p.lanes.Reveal(p.chosen)
	}
	p.showLog()
}

// pick shows the log of the step that the user chose.
func (p *Build) pick(id string) {
	p.chosen, p.picked = id, true
	p.showLog()
}

func (p *Build) showLog() {
	step, ok := p.steps[p.chosen]
	p.log.show(p.chosen, step, ok)
	p.culprit = session.Switch{}
	if ok && step.State == build.Failed && p.ofAfter() {
		p.culprit = onlyChangeOf(p.snapshot, step.Line)
	}
	p.log.offer(step, p.culprit.Title)
	p.failure.show(p.snapshot, step, p.ofAfter(), p.culprit.Title)
	p.body.Refresh()
	p.beside.Refresh()
}

// Says says whether the page itself says a problem: that of the step whose failure is shown beside its log.
func (p *Build) Says(problem *session.Problem) bool {
	return problem != nil && problem.Kind == session.BuildFailed && p.full.Visible() && p.failure.wanted
}

// saveLog asks where to write the log of the chosen step.
func (p *Build) saveLog() {
	side, number, _ := strings.Cut(p.chosen, "/")
	if line := p.steps[p.chosen].Line; line > 0 {
		number = "line-" + strconv.Itoa(line)
	}
	p.actions.SaveLog("build-"+side+"-"+number+".log", p.log.view.Text())
}

// Find puts the keyboard where a text is looked for in the log.
func (p *Build) Find() {
	if p.full.Visible() {
		p.log.find.focus()
	}
}

// Escape ends looking for a text; it says whether one was looked for.
func (p *Build) Escape() bool { return p.log.find.clear() }

// ofAfter says whether the chosen step is of the build after.
func (p *Build) ofAfter() bool { return strings.HasPrefix(p.chosen, "after/") }

// showLine goes to the line of the chosen step.
func (p *Build) showLine() { p.actions.ShowLine(p.ofAfter(), p.steps[p.chosen].Line) }

// turnOff turns the change off that the failed step is from.
func (p *Build) turnOff() {
	if p.culprit.ID != "" {
		p.actions.Toggle(p.culprit.ID, false)
	}
}

// onlyChangeOf is the change that a line of the after text is from; none where several have written it: it is not known which one fails.
func onlyChangeOf(n *session.Snapshot, line int) session.Switch {
	var found []session.Switch
	for _, c := range n.Changes {
		if t, known := n.Traces[c.ID]; c.On && known && slices.Contains(t.Added, line) {
			found = append(found, c)
		}
	}
	if len(found) != 1 || line == 0 {
		return session.Switch{}
	}
	return found[0]
}

// stepToWatch is the step whose log matters now: the failed one, else the last that runs or that a cancel ended, else the last that ran and
// has written something.
func (p *Build) stepToWatch(groups []widgets.LaneGroup) string {
	failed, running, wrote, ran := "", "", "", ""
	for _, g := range groups {
		for _, lane := range g.Lanes {
			for _, step := range lane.Steps {
				switch step.State {
				case widgets.StepFailed:
					failed = step.ID
				case widgets.StepRunning, widgets.StepCanceled:
					running = step.ID
				case widgets.StepDone:
					ran = step.ID
					if len(p.steps[ran].Log) > 0 {
						wrote = ran
					}
				}
			}
		}
	}
	return cmp.Or(failed, running, wrote, ran)
}

// lanesOverLog gives the lanes the height that they need, up to three fifths, and the log the rest.
type lanesOverLog struct{ page *Build }

const (
	leastLog   float32 = 150
	lanesRim   float32 = 18
	legendLine float32 = 32
)

// MinSize is the least of both.
func (*lanesOverLog) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(max(o[0].MinSize().Width, o[1].MinSize().Width), o[0].MinSize().Height+theme.Gap+leastLog)
}

// Layout puts the lanes above the log.
func (l *lanesOverLog) Layout(o []fyne.CanvasObject, size fyne.Size) {
	lanes := min(l.page.height+lanesRim+legendLine, size.Height*0.6, size.Height-leastLog-theme.Gap)
	lanes = max(lanes, min(o[0].MinSize().Height, size.Height/2))
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(size.Width, lanes))
	o[1].Move(fyne.NewPos(0, lanes+theme.Gap))
	o[1].Resize(fyne.NewSize(size.Width, max(size.Height-lanes-theme.Gap, 0)))
}
