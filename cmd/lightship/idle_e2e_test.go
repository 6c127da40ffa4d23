//go:build e2e

package main_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// idleMost is the most of a core, in percent, that the window may take while nothing happens. It takes 1 to 4 %; one thing that
// moves where nobody sees it takes 20 % and more.
const idleMost = 10.0

// TestAWindowThatNobodyTouchesTakesNoProcessor opens the sample and looks at every page for two seconds; once more after a sheet
// was closed by Escape.
func TestAWindowThatNobodyTouchesTakesNoProcessor(t *testing.T) {
	d := newDesk(t)
	d.open(d.sample("go-web"))
	d.waitLog("project opened")
	d.waitQuiet()
	for page := 1; page <= 6; page++ {
		d.keys("ctrl+" + strconv.Itoa(page))
		d.assertIdle(fmt.Sprint("page ", page))
	}
	d.keys("ctrl+o", "Escape")
	d.assertIdle("after Ctrl+O, Escape")
}

// waitQuiet waits until what opening a project begins is done: sizes are asked for, layers are read.
func (d *desk) waitQuiet() {
	d.t.Helper()
	for range 60 {
		if d.share(2*time.Second) < idleMost {
			return
		}
	}
	d.t.Fatal("the window works for two minutes after a project was opened")
}

func (d *desk) assertIdle(where string) {
	d.t.Helper()
	time.Sleep(time.Second)
	if share := d.share(2 * time.Second); share > idleMost {
		d.t.Errorf("%s: %.1f %% of a core while nothing happens", where, share)
	}
}

// share is how much of a core the window takes for a time, in percent.
func (d *desk) share(over time.Duration) float64 {
	d.t.Helper()
	before := d.ticks()
	time.Sleep(over)
	return float64(d.ticks()-before) / over.Seconds()
}

// ticks are the hundredths of a second that the window has run for so far.
func (d *desk) ticks() int {
	d.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", d.app.Process.Pid))
	if err != nil {
		d.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	sum := 0
	for _, field := range fields[11:13] {
		n, err := strconv.Atoi(field)
		if err != nil {
			d.t.Fatal(err)
		}
		sum += n
	}
	return sum
}
