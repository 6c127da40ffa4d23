package gui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"lightship/engine/build"
	"lightship/engine/session"
)

// stage is an app whose animations are noted and not run, so that a test can let time pass.
type stage struct {
	fyne.App
	driver *stageDriver
}

// Driver is the one that notes animations.
func (s *stage) Driver() fyne.Driver { return s.driver }

type stageDriver struct {
	fyne.Driver
	running map[*fyne.Animation]bool
}

func (d *stageDriver) StartAnimation(a *fyne.Animation) { d.running[a] = true }
func (d *stageDriver) StopAnimation(a *fyne.Animation)  { delete(d.running, a) }

// pass lets time pass and counts the frames that something moved in during the last second of it.
func (d *stageDriver) pass(t time.Duration) (moved int) {
	const rate = 60
	frames := int(t.Seconds() * rate)
	for i := range frames {
		for a := range d.running {
			if i >= frames-rate {
				moved++
			}
			a.Tick(float32(i%rate) / rate)
		}
	}
	return moved
}

// staged is a started shell on a stage.
func staged(t *testing.T) (*Shell, *script, *stageDriver) {
	t.Helper()
	shell, s, _ := started(t)
	app := fyne.CurrentApp()
	d := &stageDriver{app.Driver(), map[*fyne.Animation]bool{}}
	fyne.SetCurrentApp(&stage{app, d})
	t.Cleanup(func() { fyne.SetCurrentApp(app) })
	shell.window.Resize(fyne.NewSize(1280, 800))
	return shell, s, d
}

func TestNothingMovesOnAnyPageWhenNothingHappens(t *testing.T) {
	shell, s, d := staged(t)
	opening := *opened()
	opening.Before, opening.After, opening.Job = nil, nil, &session.Job{Name: "Open shop", Fraction: -1}
	opening.BasesLoading = true
	s.show(&opening)
	for i := range shell.slots {
		shell.showNumber(i + 1)
	}
	building := *opened()
	building.Number = 2
	building.Job = &session.Job{Name: "Rebuild and compare", Fraction: -1}
	building.Builds.Before = build.Progress{Started: time.Now(), Total: 1, Steps: []build.Step{
		{Name: "[1/1] RUN make", Instruction: "RUN make", Line: 1, State: build.Running, Started: time.Now()},
	}}
	s.show(&building)
	for i := range shell.slots {
		shell.showNumber(i + 1)
	}
	done := *opened()
	done.Number = 3
	s.show(&done)
	for i, slot := range shell.slots {
		shell.showNumber(i + 1)
		if moved := d.pass(5 * time.Second); moved > 0 {
			t.Errorf("on %s something moves: %d frames in the last of 5 s", slot.id, moved)
		}
	}
}

func TestWhatIsWaitedForMovesAgainWhenItsPageIsShownAgain(t *testing.T) {
	shell, s, d := staged(t)
	opening := *opened()
	opening.Before, opening.After, opening.Job = nil, nil, &session.Job{Name: "Open shop", Fraction: 0.5}
	s.show(&opening)
	shell.show(pageOverview)
	if d.pass(5*time.Second) == 0 {
		t.Fatal("Overview does not show that it waits")
	}
	shell.show(pageBases)
	shell.show(pageStages)
	shell.show(pageOverview)
	if d.pass(5*time.Second) == 0 {
		t.Error("shown again, Overview does not show that it waits")
	}
}

func TestAClosedSheetLeavesNoCursorBlinking(t *testing.T) {
	shell, s, d := staged(t)
	s.show(opened())
	d.pass(time.Second)
	for range 2 {
		shell.askOpen()
		if len(d.running) == 0 {
			t.Fatal("the cursor of the sheet's field does not blink")
		}
		shell.escape()
		if moved := d.pass(5 * time.Second); moved > 0 {
			t.Errorf("after Escape something moves: %d frames in a second", moved)
		}
	}
}
