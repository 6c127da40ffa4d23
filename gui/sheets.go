package gui

import (
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2/lang"

	"lightship/engine/pull"
	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// ask is a sheet that asks for one line of text, mostly a path.
type ask struct {
	title, note, text, action string
	// warning is shown above the line, empty for none.
	warning string
	// browse, when not nil, lets the user choose with a dialog; it is given what to do with the choice.
	browse func(chosen func(string))
	// take does the action; an error stays on the sheet.
	take func(text string) error
}

// askFor opens the sheet.
func (s *Shell) askFor(a ask) {
	note := widgets.NewMutedParagraph(a.note)
	wrong := widgets.NewParagraph("")
	wrong.Color = theme.Bad
	wrong.Hide()
	var entry *pathEntry
	take := func(text string) {
		text = strings.TrimSpace(text)
		if text == "" {
			return
		}
		if err := a.take(text); err != nil {
			wrong.SetText(err.Error())
			wrong.Show()
			return
		}
		s.sheet.close()
	}
	entry = newPathEntry(a.text, take, func() { s.sheet.close() })
	buttons := []*widgets.Button{widgets.NewButton(lang.L("Cancel"), func() { s.sheet.close() })}
	if a.browse != nil {
		buttons = append(buttons, widgets.NewButton(lang.L("Browse…"), func() {
			a.browse(func(chosen string) { entry.SetText(chosen) })
		}))
	}
	buttons = append(buttons, widgets.NewPrimaryButton(a.action, func() { take(entry.Text) }))
	body := widgets.NewColumn(8, note, entry, wrong)
	if a.warning != "" {
		body = widgets.NewColumn(8, note, widgets.NewBanner(widgets.Warn, lang.L("The plan has changed since the last rebuild"), a.warning), entry, wrong)
	}
	s.sheet.show(a.title, body, entry, buttons...)
}

// askOpen asks what to open.
func (s *Shell) askOpen() {
	start := ""
	if p := s.snapshot.Project; p != nil {
		start = p.Root
	}
	s.askFor(ask{
		title: lang.L("Open a project"), text: start, action: lang.L("Open"),
		note:   lang.L("The path of a folder with a Dockerfile in it, or of a Dockerfile. Nothing in it is changed until you save."),
		browse: func(chosen func(string)) { s.chooser.folder(lang.L("Open a project"), start, chosen) },
		take: func(path string) error {
			s.Open(path)
			return nil
		},
	})
}

// browse asks for a folder and opens it.
func (s *Shell) browse() {
	s.chooser.folder(lang.L("Open a project"), expandHome("~"), s.Open)
}

// askSave asks where to save the Dockerfile.
func (s *Shell) askSave() {
	s.askToWrite(lang.L("Save the Dockerfile"), "", s.saveNote(), s.save)
}

// save saves the Dockerfile, and keeps where to, for the case that somebody has changed it meanwhile.
func (s *Shell) save(path string) {
	s.savedTo = path
	s.session.Save(session.Save{Path: path})
}

// saveOver saves to the same place again, over what somebody has changed there.
func (s *Shell) saveOver() { s.session.Save(session.Save{Path: s.savedTo, Force: true}) }

// saveNote says all that saving writes.
func (s *Shell) saveNote() string {
	kept := lang.L("What is there now is kept beside it as a backup.")
	ignore := s.snapshot.IgnorePath()
	if ignore == "" {
		return lang.L("One file is written.") + " " + kept
	}
	return lang.L("Two files are written: the Dockerfile, and {{.Ignore}} (for a Dockerfile of another name, NAME.dockerignore beside it).",
		map[string]any{"Ignore": ignore}) + " " + kept
}

// askPatch asks where to save the changes as a patch.
func (s *Shell) askPatch() {
	s.askToWrite(lang.L("Save as a patch"), ".patch",
		lang.L("A unified diff that git apply and patch -p1 take. If a file is there, it is kept as a backup."), s.session.SavePatch)
}

// askLog asks where to save the log of a step: at first beside the project, where no build sends it along.
func (s *Shell) askLog(name, text string) {
	p := s.snapshot.Project
	if p == nil {
		return
	}
	path, title := filepath.Join(filepath.Dir(p.Root), p.Name+"-"+name), lang.L("Save the log")
	s.askFor(ask{
		title: title, text: path, action: lang.L("Save"), browse: s.browseFile(title, path),
		note: lang.L("What this step has written, without its times. If a file is there, it is kept as a backup."),
		take: taking(func(path string) { s.session.SaveLog(path, text) }),
	})
}

// askToWrite asks where to write what the plan makes: at first, at the Dockerfile's place with an ending.
func (s *Shell) askToWrite(title, ending, note string, write func(path string)) {
	if !s.savable() {
		return
	}
	path := filepath.Join(s.snapshot.Project.Root, s.snapshot.Dockerfile+ending)
	s.askFor(ask{title: title, text: path, action: lang.L("Save"), note: note, browse: s.browseFile(title, path), take: taking(write)})
}

// askExport asks for the folder of the report.
func (s *Shell) askExport() {
	if s.snapshot.Comparison == nil {
		return
	}
	p := s.snapshot.Project
	// Beside the project, not in it: there it would be sent with the next build.
	path := filepath.Join(filepath.Dir(p.Root), p.Name+"-lightship")
	s.askFor(ask{
		title: lang.L("Export the report"), text: path, action: lang.L("Export"), warning: s.staleWarning(),
		note:   lang.L("This folder gets the after Dockerfile, report.html and report.json. Files that are there are kept as backups."),
		browse: func(chosen func(string)) { s.chooser.folder(lang.L("Export the report"), filepath.Dir(path), chosen) },
		take:   taking(s.session.Export),
	})
}

// staleWarning says that what would be exported is not what the plan is now; it is empty when it is.
func (s *Shell) staleWarning() string {
	if !s.snapshot.Stale {
		return ""
	}
	return lang.L("The report, and the Dockerfile that is written with it, are those of {{.When}}, on {{.Base}}. Rebuild first to export the plan as it is now.",
		map[string]any{"When": s.snapshot.Comparison.Made.Local().Format("2 Jan 15:04"), "Base": orNothing(s.snapshot.Comparison.Base)})
}

// orNothing is a base in words when there is none.
func orNothing(base string) string {
	if base == "" {
		return lang.L("no base")
	}
	return base
}

// askGraph asks where to write the stage graph of a side; the file's ending says the format.
func (s *Shell) askGraph(side string) {
	p := s.snapshot.Project
	if p == nil {
		return
	}
	// Beside the project, not in it: there it would be sent with the next build.
	path := filepath.Join(filepath.Dir(p.Root), p.Name+"-stages-"+side+".svg")
	s.askFor(ask{
		title: lang.L("Export the stage graph"), text: path, action: lang.L("Export"),
		note:   lang.L("The ending of the name says the format: .svg and .png are pictures, .dot is for Graphviz. If a file is there, it is kept as a backup."),
		browse: s.browseFile(lang.L("Export the stage graph"), path),
		take:   taking(func(path string) { s.session.ExportGraph(path, "", side) }),
	})
}

// askLink asks for a link of the user's own.
func (s *Shell) askLink() {
	s.askFor(ask{
		title: lang.L("Choose the link"), text: linkText(s.snapshot.Link), action: lang.L("Use it"),
		note: lang.L("Bandwidth and round-trip time between the registry and the nodes, such as 100mbit,30ms or 1gbit."),
		take: func(text string) error {
			link, err := pull.ParseLink(text)
			if err == nil {
				s.session.SetLink(link)
			}
			return err
		},
	})
}

// savable says whether there is an after Dockerfile.
func (s *Shell) savable() bool { return s.snapshot.Project != nil && s.snapshot.After != nil }

func (s *Shell) browseFile(title, path string) func(func(string)) {
	return func(chosen func(string)) { s.chooser.file(title, filepath.Dir(path), filepath.Base(path), chosen) }
}

func taking(command func(path string)) func(string) error {
	return func(path string) error {
		full, err := filepath.Abs(expandHome(path))
		if err != nil {
			return err
		}
		command(full)
		return nil
	}
}
