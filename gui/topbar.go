package gui

import (
	"path"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// topBar has the pickers at the left and what is done with the whole project at the right.
type topBar struct {
	project, dockerfile, context, target, platform, args *widgets.Picker
	pickers                                              *pickerRow
	export, rebuild                                      *widgets.Button
	content                                              fyne.CanvasObject
	shell                                                *Shell
}

func newTopBar(s *Shell) *topBar {
	t := &topBar{shell: s}
	t.project = widgets.NewPicker("", nil, nil)
	t.project.Bold = true
	t.project.Items = t.projects
	t.dockerfile = widgets.NewPicker(lang.L("Dockerfile"), nil, nil)
	t.dockerfile.Items = t.builds
	t.context = widgets.NewPicker(lang.L("Context"), nil, nil)
	t.context.Items = t.contexts
	t.target = widgets.NewPicker(lang.L("Target"), nil, t.chooseTarget)
	t.platform = widgets.NewPicker(lang.L("Platform"), []string{"linux/amd64", "linux/arm64"}, s.session.ChoosePlatform)
	t.args = widgets.NewPicker(lang.L("Build"), nil, nil)
	t.args.Opens = s.askBuildArgs
	t.export = widgets.NewButton(lang.L("Export…"), s.askExport)
	t.rebuild = widgets.NewPrimaryButton(lang.L("Rebuild and compare"), s.rebuild)
	more := widgets.NewPicker("", nil, nil)
	more.Items = t.folded
	more.SetToolTip(lang.L("What is built: context, target, platform, build arguments"))
	t.pickers = newPickerRow(more, t.project, t.dockerfile, t.context, t.target, t.platform, t.args)
	right := widgets.NewRow(8, t.export, t.rebuild)
	row := widgets.NewColumns(8, []float32{1, 0}, t.pickers.box, right)
	bar := newBars(newNothing(), widgets.NewPadded((theme.BarHeight-theme.ControlHeight)/2, (theme.BarHeight-theme.ControlHeight)/2-1, theme.Margin, theme.Margin, row), widgets.NewHairline())
	t.content = container.NewStack(widgets.NewGround(theme.Panel), bar)
	return t
}

// lastStage is how the default target is shown.
func lastStage() string { return lang.L("last stage") }

func (t *topBar) chooseTarget(name string) {
	if name == lastStage() {
		name = ""
	}
	// A menu may stay open while another project is opened; its stages are none of that one's.
	if name == "" || slices.Contains(t.shell.snapshot.Targets, name) {
		t.shell.session.ChooseTarget(name)
	}
}

// projects makes the menu of the project picker.
func (t *topBar) projects() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, dir := range t.shell.snapshot.Recent {
		item := fyne.NewMenuItem(filepath.Base(dir)+"   "+dir, func() { t.shell.Open(dir) })
		item.Checked = t.shell.snapshot.Project != nil && dir == t.shell.snapshot.Project.Root
		items = append(items, item)
	}
	if len(items) > 0 {
		items = append(items, fyne.NewMenuItemSeparator())
	}
	items = append(items, fyne.NewMenuItem(lang.L("Open…")+"   Ctrl+O", t.shell.askOpen))
	n := t.shell.snapshot
	if n.Project == nil {
		return items
	}
	file := filepath.Join(n.Project.Root, filepath.FromSlash(n.Dockerfile))
	return append(items, fyne.NewMenuItemSeparator(),
		fyne.NewMenuItem(lang.L("Show its folder"), func() { t.shell.reveal(n.Project.Root) }),
		fyne.NewMenuItem(lang.L("Edit the Dockerfile"), func() { t.shell.reveal(file) }))
}

// show shows the choices of a snapshot.
func (t *topBar) show(n *session.Snapshot) {
	had := t.rebuild.Visible()
	defer func() {
		if t.rebuild.Visible() != had {
			t.content.Refresh() // The others make room for the button, or take it.
		}
	}()
	open := n.Project != nil
	for _, p := range []*widgets.Picker{t.dockerfile, t.target, t.platform} {
		t.pickers.want(p, open)
	}
	t.pickers.want(t.context, open && len(n.ContextDirs) > 1)
	t.pickers.want(t.args, open && len(n.BuildArgs) > 0)
	setVisible(t.export, open)
	setVisible(t.rebuild, open)
	if !open {
		t.project.Set(lang.L("Open a project"), nil)
		return
	}
	target := n.Target
	if target == "" {
		target = lastStage()
	}
	t.project.Set(n.Project.Name, nil)
	t.project.SetToolTip(n.Project.Root)
	t.dockerfile.Opens = nil
	if len(n.Project.Builds) > longMenu {
		t.dockerfile.Opens = t.shell.askBuild
	}
	t.dockerfile.Set(buildName(n), nil)
	t.dockerfile.SetToolTip(lang.L("Dockerfile") + ": " + n.Dockerfile)
	t.context.Set(contextName(n, n.ContextDir), nil)
	t.context.SetToolTip(lang.L("Build context") + ": " + n.Project.Dir)
	t.target.Set(target, append([]string{lastStage()}, n.Targets...))
	t.platform.Set(n.Platform, t.platform.Options)
	t.args.Set(countGiven(n.BuildArgs), nil)
	t.pickers.more.Set(target+" · "+path.Base(n.Platform), nil)
	t.export.SetDisabled(n.Comparison == nil, t.whyNoExport(n))
	t.showRebuild(n)
}

// folded makes the menu of the picker that stands for those that have no room: one part for each.
func (t *topBar) folded() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for i, p := range t.pickers.pickers[kept:] {
		if !t.pickers.wanted[p] {
			continue
		}
		if len(items) > 0 {
			items = append(items, fyne.NewMenuItemSeparator())
		}
		caption := t.pickers.captions[kept+i]
		if p.Opens != nil {
			items = append(items, fyne.NewMenuItem(caption+": "+p.Selected+"…", p.Opens))
			continue
		}
		head := fyne.NewMenuItem(caption, nil)
		head.Disabled = true
		items = append(append(items, head), p.MenuItems()...)
	}
	return items
}

func (t *topBar) whyNoExport(n *session.Snapshot) string {
	if n.Comparison == nil {
		return lang.L("There is a report after Rebuild and compare")
	}
	return lang.L("Write the Dockerfile and the report to a folder") + "  (Ctrl+E)"
}

// acting is a page that may have the button that rebuilds itself; then the top bar has none, so that there is one.
type acting interface{ Acts() bool }

func (t *topBar) showRebuild(n *session.Snapshot) {
	if p, ok := t.shell.page().(acting); ok && p.Acts() && n.Job == nil {
		setVisible(t.rebuild, false)
	}
	label, tip, disabled := lang.L("Rebuild and compare"), lang.L("Build before and after and measure both")+"  (Ctrl+R)", false
	kind := widgets.Primary
	switch {
	case n.Job != nil && n.Job.Canceling:
		label, tip, disabled = lang.L("Canceling…"), "", true
	case n.Job != nil:
		label, tip, kind = lang.L("Cancel"), lang.L("Stop what runs")+"  (Esc)", widgets.Danger
	case !buildable(n):
		disabled, tip = true, lang.L("There is nothing to build: the Dockerfile can't be read")
	case n.After == nil:
		label, tip = lang.L("Build and measure"), lang.L("Nothing is to change: builds the image as it is and measures it")+"  (Ctrl+R)"
	}
	if t.rebuild.Kind != kind {
		t.rebuild.Kind = kind
		t.rebuild.Refresh()
	}
	if t.rebuild.Label != label {
		t.rebuild.SetLabel(label)
		t.content.Refresh()
	}
	t.rebuild.SetDisabled(disabled, tip)
}
