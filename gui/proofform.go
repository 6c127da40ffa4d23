package gui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/proof"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// proofForm is what the user gives before both images are started. It lasts as long as the project is open, and is never written down:
// it may hold secrets.
type proofForm struct {
	args, envFile, env, probes, without, stdin, watch *widgets.Entry
	wrong                                             *widgets.Paragraph
	body                                              *fyne.Container
}

// newProofForm makes an empty form; browse asks for a file, and gives its path to what it is handed.
func newProofForm(browse func(chosen func(path string))) *proofForm {
	line := func(example string) *widgets.Entry {
		e := widgets.NewEntry()
		e.SetPlaceHolder(example)
		return e
	}
	lines := func(example string) *widgets.Entry {
		e := line(example)
		e.MultiLine = true
		e.SetMinRowsVisible(2)
		return e
	}
	f := &proofForm{
		args: lines("--version"), envFile: line("~/shop.env"), env: lines("NAME=value"), probes: lines("http:8080/path"),
		without: line("metrics:4317"), stdin: lines(""), watch: line("2"), wrong: widgets.NewParagraph(""),
	}
	f.wrong.Color = theme.Bad
	f.wrong.Hide()
	f.body = widgets.NewColumn(4, f.wrong)
	for _, field := range []struct {
		give  proof.Give
		entry *widgets.Entry
	}{
		{proof.GiveArgs, f.args},
		{giveFile, f.envFile},
		{proof.GiveVariable, f.env},
		{proof.GiveQuestion, f.probes},
		{proof.GiveWithout, f.without},
		{proof.GiveInput, f.stdin},
		{proof.GiveTime, f.watch},
	} {
		name := widgets.NewText(fieldName(field.give))
		name.Bold = true
		says := widgets.NewCaption(fieldSays(field.give))
		says.Shrink = true
		f.body.Add(widgets.NewPadded(4, 0, 0, 0, widgets.NewColumns(8, []float32{0, 1}, name, says)))
		if field.give != giveFile {
			f.body.Add(field.entry)
			continue
		}
		find := widgets.NewSoftButton(lang.L("Browse…"), func() { browse(field.entry.SetText) })
		f.body.Add(widgets.NewColumns(8, []float32{1, 0}, field.entry, find))
	}
	return f
}

// giveFile is the field of the file with variables; a reason asks for variables and means both.
const giveFile proof.Give = "file of variables"

// fieldName is the name of a field of the sheet.
func fieldName(g proof.Give) string {
	switch g {
	case proof.GiveArgs:
		return lang.L("Arguments")
	case giveFile:
		return lang.L("File of variables")
	case proof.GiveVariable:
		return lang.L("Variables")
	case proof.GiveQuestion:
		return lang.L("Questions")
	case proof.GiveWithout:
		return lang.L("Does without")
	case proof.GiveInput:
		return lang.L("Standard input")
	}
	return lang.L("Watch for")
}

// fieldSays says what a field is for.
func fieldSays(g proof.Give) string {
	switch g {
	case proof.GiveArgs:
		return lang.L("in place of the image's command, one a line")
	case giveFile:
		return lang.L("beside .env and compose")
	case proof.GiveVariable:
		return lang.L("one a line, for this run only")
	case proof.GiveQuestion:
		return lang.L("beside those that are found, one a line")
	case proof.GiveWithout:
		return lang.L("addresses that it need not reach")
	case proof.GiveInput:
		return lang.L("what the program reads")
	}
	return lang.L("seconds, for what ends or fails late")
}

// settings are what was given, but for the file; ok is false when a line can't be used, which the form then says.
func (f *proofForm) settings() (settings proof.Settings, ok bool) {
	f.wrong.Hide()
	for _, line := range filled(f.probes.Text) {
		p, err := proof.ParseProbe(line)
		if err != nil {
			return f.refuse(err.Error())
		}
		settings.Probes = append(settings.Probes, p)
	}
	for i, line := range filled(f.env.Text) {
		name, value, found := strings.Cut(line, "=")
		if name = strings.TrimSpace(name); !found || name == "" {
			return f.refuse(fmt.Sprintf(lang.L("Variable %d is not of the form NAME=value"), i+1))
		}
		settings.Env = append(settings.Env, proof.NewVariable(name, value, ""))
	}
	if text := strings.TrimSpace(f.watch.Text); text != "" {
		seconds, err := strconv.ParseFloat(text, 64)
		if err != nil || seconds <= 0 || seconds > longestWatch.Seconds() {
			return f.refuse(lang.L("Watch for takes seconds, such as 30, and an hour at most"))
		}
		settings.Times.Watch = time.Duration(seconds * float64(time.Second))
	}
	settings.Args = filled(f.args.Text)
	settings.Without = strings.FieldsFunc(f.without.Text, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' })
	if f.stdin.Text != "" {
		settings.Stdin = []byte(f.stdin.Text)
	}
	return settings, true
}

// longestWatch is how long a run is watched at most.
const longestWatch = time.Hour

func (f *proofForm) refuse(why string) (proof.Settings, bool) {
	f.wrong.SetText(why)
	f.wrong.Show()
	return proof.Settings{}, false
}

// filled are the lines of a text that have something in them, without the space around it.
func filled(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}
