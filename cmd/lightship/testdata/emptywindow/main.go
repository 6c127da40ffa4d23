// Command emptywindow opens a window with nothing in it, for Lightship's own to be compared with.
package main

import "fyne.io/fyne/v2/app"

func main() {
	app.NewWithID("dev.lightship.emptywindow").NewWindow("Lightship empty window").ShowAndRun()
}
