package gui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"

	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// argRowsHeight is the most height that the declared arguments get before they scroll.
const argRowsHeight float32 = 240

// argsForm asks for build arguments: a line for each that the Dockerfile declares, and a field for others.
type argsForm struct {
	declared []session.BuildArg
	entries  []*pathEntry
	others   *widgets.Entry
	wrong    *widgets.Paragraph
}

// askBuildArgs asks for the build arguments.
func (s *Shell) askBuildArgs() {
	if s.snapshot.Project == nil {
		return
	}
	form := newArgsForm(s.snapshot.BuildArgs)
	use := func() {
		if args, ok := form.values(); ok {
			s.sheet.close()
			s.session.SetBuildArgs(args)
		}
	}
	for _, e := range form.entries {
		e.OnSubmitted, e.onEscape = func(string) { use() }, func() { s.sheet.close() }
	}
	s.sheet.show(lang.L("Build arguments"), form.body(), form.first(),
		widgets.NewButton(lang.L("Cancel"), func() { s.sheet.close() }), widgets.NewPrimaryButton(lang.L("Use them"), use))
}

func newArgsForm(args []session.BuildArg) *argsForm {
	f := &argsForm{others: widgets.NewEntry(), wrong: widgets.NewParagraph("")}
	f.others.MultiLine, f.others.Wrapping = true, fyne.TextWrapOff
	f.others.SetMinRowsVisible(2)
	f.others.SetPlaceHolder("HTTP_PROXY=http://proxy:3128")
	f.wrong.Color = theme.Bad
	f.wrong.Hide()
	var others []string
	for _, a := range args {
		if !a.Declared {
			others = append(others, a.Name+"="+a.Value)
			continue
		}
		entry := newPathEntry(a.Value, nil, nil)
		entry.PlaceHolder = lang.L("no default")
		if a.HasDefault {
			entry.PlaceHolder = a.Default
		}
		f.declared = append(f.declared, a)
		f.entries = append(f.entries, entry)
	}
	f.others.Text = strings.Join(others, "\n")
	return f
}

// body is the form's content.
func (f *argsForm) body() fyne.CanvasObject {
	parts := []fyne.CanvasObject{
		widgets.NewMutedParagraph(lang.L("Values for the ARGs of this Dockerfile, for both builds. An empty one keeps its default.")),
	}
	if len(f.declared) > 0 {
		rows := container.New(layout.NewFormLayout())
		for i, a := range f.declared {
			name := widgets.NewText(a.Name)
			name.SetToolTip(fmt.Sprintf(lang.L("ARG in line %d"), a.Lines.First))
			rows.Add(container.NewVBox(layout.NewSpacer(), name, layout.NewSpacer()))
			rows.Add(f.entries[i])
		}
		scroll := container.NewVScroll(rows)
		scroll.SetMinSize(fyne.NewSize(0, min(rows.MinSize().Height, argRowsHeight)))
		parts = append(parts, scroll)
	}
	parts = append(parts, widgets.NewCaption(lang.L("Others, one NAME=value a line")), f.others, f.wrong)
	return widgets.NewColumn(8, parts...)
}

// first is where the keyboard starts.
func (f *argsForm) first() fyne.Focusable {
	if len(f.entries) > 0 {
		return f.entries[0]
	}
	return f.others
}

// values are the arguments given, by name; ok is false when a line is none, which the form then says.
func (f *argsForm) values() (args map[string]string, ok bool) {
	args = map[string]string{}
	for i, e := range f.entries {
		if e.Text != "" {
			args[f.declared[i].Name] = e.Text
		}
	}
	for line := range strings.Lines(f.others.Text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		name, value, found := strings.Cut(line, "=")
		if !found || strings.TrimSpace(name) == "" {
			f.wrong.SetText(fmt.Sprintf(lang.L("“%s” is not of the form NAME=value"), line))
			f.wrong.Show()
			return nil, false
		}
		args[strings.TrimSpace(name)] = value
	}
	return args, true
}

// countGiven says how many arguments have a value from outside.
func countGiven(args []session.BuildArg) string {
	given := 0
	for _, a := range args {
		if a.Given {
			given++
		}
	}
	if given == 0 {
		return lang.L("no args")
	}
	return fmt.Sprintf(lang.L("%d args"), given)
}
