package gui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

func TestATooltipDoesNotOutliveItsPage(t *testing.T) {
	shell, s, _ := started(t)
	s.show(opened())
	if shell.tips == nil {
		t.Fatal("the layer of the tooltips was not found")
	}
	shell.tips.Objects = []fyne.CanvasObject{canvas.NewRectangle(nil)}
	shell.showNumber(4)
	if len(shell.tips.Objects) != 0 {
		t.Error("the tooltip of the page before is still there")
	}
}

func TestATooltipGoesWhenTheWindowGetsAnotherSize(t *testing.T) {
	shell, script, _ := started(t)
	script.show(opened())
	shell.window.Resize(fyne.NewSize(1280, 800))
	shell.tips.Objects = []fyne.CanvasObject{canvas.NewRectangle(nil)}
	shell.window.Resize(fyne.NewSize(1280, 800))
	if len(shell.tips.Objects) == 0 {
		t.Fatal("a tooltip goes although nothing has changed")
	}
	shell.window.Resize(fyne.NewSize(900, 600))
	if len(shell.tips.Objects) > 0 {
		t.Error("a tooltip stays where the window was wider")
	}
}
