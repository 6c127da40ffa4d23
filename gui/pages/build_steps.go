package pages

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"

	"lightship/engine/build"
	"lightship/engine/compare"
	"lightship/engine/session"
	"lightship/gui/widgets"
)

// iconBuild is the drawing of the page's empty state, on a grid of 24 by 24.
const iconBuild = "M14.5 3.5l6 6-3 1-3.5 3.5-.5 3.5-7-7 3.5-.5 3.5-3.5zM9.5 14.5 4 20"

// quietStep is how long an internal step must take to be worth a row.
const quietStep = 300 * time.Millisecond

// inFileOrder are the indexes of the steps in the order of their lines in the Dockerfile. BuildKit's own steps keep their
// order, before the lines or, when they come after all of them (the export), behind.
func inFileOrder(steps []build.Step) []int {
	order := make([]int, len(steps))
	last := 0
	for i, s := range steps {
		order[i] = i
		if s.Line > 0 {
			last = i
		}
	}
	place := func(i int) int {
		if steps[i].Line == 0 && i > last {
			return math.MaxInt
		}
		return steps[i].Line
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(place(a), place(b)) })
	return order
}

// worthARow leaves out BuildKit's own small steps unless they take time or fail.
func worthARow(s build.Step) bool {
	if s.Instruction != "" || !strings.HasPrefix(s.Name, "[internal]") {
		return true
	}
	return s.State == build.Failed || s.State == build.Running || stepTime(s) >= quietStep
}

func stepTime(s build.Step) time.Duration {
	if s.Started.IsZero() || s.Finished.IsZero() {
		return 0
	}
	return s.Finished.Sub(s.Started)
}

// shortLabel leaves out of an instruction what is not needed to know it again: flags, and the names of the public
// registry. The whole is in the tooltip and above the log.
func shortLabel(instruction string) string {
	words := strings.Fields(instruction)
	short := make([]string, 0, len(words))
	for i, word := range words {
		flags := i > 0 && len(short) == 1 && strings.HasPrefix(word, "--") && !strings.HasPrefix(word, "--from")
		if !flags {
			short = append(short, strings.TrimPrefix(strings.TrimPrefix(word, "docker.io/"), "library/"))
		}
	}
	return strings.Join(short, " ")
}

func stepState(s build.State) widgets.StepState {
	switch s {
	case build.Running:
		return widgets.StepRunning
	case build.Cached:
		return widgets.StepCached
	case build.Finished:
		return widgets.StepDone
	case build.Failed:
		return widgets.StepFailed
	case build.Canceled:
		return widgets.StepCanceled
	}
	return widgets.StepWaiting
}

// stepFigure is what stands after a step's bar; for a running step how much of it is done, when that is known.
func stepFigure(s build.Step) string {
	switch s.State {
	case build.Running:
		if s.Total > 0 {
			return fmt.Sprintf("%s / %s", compare.FormatBytes(s.Current), compare.FormatBytes(s.Total))
		}
		return ""
	case build.Cached:
		return lang.L("cached")
	case build.Finished:
		return formatStep(stepTime(s))
	case build.Failed:
		return lang.L("failed after {{.Time}}", map[string]any{"Time": formatStep(stepTime(s))})
	case build.Canceled:
		return lang.L("canceled")
	}
	return lang.L("waiting")
}

// formatStep writes the time of a step to a tenth of a second, so that a growing figure does not jump between units.
func formatStep(d time.Duration) string {
	if d == 0 {
		return "0 s"
	}
	if d >= 100*time.Second {
		return compare.FormatDuration(d)
	}
	return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + " s"
}

// formatMark writes a mark of the scale: whole seconds without a fraction.
func formatMark(d time.Duration) string {
	if d < 100*time.Second && d%time.Second == 0 {
		return strconv.Itoa(int(d/time.Second)) + " s"
	}
	return formatStep(d)
}

func runningFigure(d time.Duration) string {
	return lang.L("running, {{.Time}}", map[string]any{"Time": formatStep(d)})
}

// describeSide says in words where one build is.
func describeSide(p build.Progress, failure string, running bool) string {
	switch {
	case failure != "":
		return lang.L("failed")
	case p.Started.IsZero() && !running:
		return lang.L("not built")
	case p.Started.IsZero():
		return lang.L("waiting")
	case !p.Finished.IsZero():
		return formatStep(p.Finished.Sub(p.Started))
	}
	return lang.L("running, {{.Done}} of {{.Total}} steps", map[string]any{"Done": p.Done, "Total": p.Total})
}

// describeBuilds is the page's title line.
func describeBuilds(s *session.Snapshot) string {
	if s.Job != nil && s.Job.Canceling {
		return lang.L("canceling: waiting for the builder to stop, your files stay as they are")
	}
	before, after := sidesOf(s)
	words := lang.L("before {{.Before}} · after {{.After}}", map[string]any{
		"Before": describeSide(before.progress, before.failure, before.running),
		"After":  describeSide(after.progress, after.failure, after.running),
	})
	if both, _ := alikeWords(before, after); both != "" {
		words += ", " + both
	}
	return words
}
