package gui

import (
	"fyne.io/fyne/v2/lang"

	"lightship/gui/widgets"
)

// askTry builds and starts the program with changes that need proof, by their ids, or on bases, by their references. The first time
// anything is started it asks.
func (s *Shell) askTry(what ...string) {
	s.whenMayStart(func() { s.session.Try(s.given, what...) })
}

// startNote says what starting the programs of both images means.
func startNote() string {
	return lang.L("The programs of both images are run, in containers that reach nobody and see none of your files. Nothing is kept of what they write.")
}

// whenMayStart does what starts the user's program; the first time it asks, and remembers the answer.
func (s *Shell) whenMayStart(run func()) {
	if s.mayStart() {
		run()
		return
	}
	start := widgets.NewPrimaryButton(lang.L("Start it"), func() {
		s.keepMayStart()
		s.sheet.close()
		run()
	})
	s.sheet.show(lang.L("Start your program?"), widgets.NewColumn(8,
		widgets.NewParagraph(startNote()),
		widgets.NewMutedParagraph(lang.L("It is asked once. Later, Try it and Start both begin at once."))), nil,
		widgets.NewButton(lang.L("Cancel"), func() { s.sheet.close() }), start)
}
