package pages

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"

	"lightship/engine/build"
	"lightship/engine/session"
	"lightship/gui/widgets"
	"lightship/gui/words"
)

// spareLeast is how long a result must have waited to be worth saying.
const spareLeast = time.Second

// buildSide is one of the two builds, with what it takes to draw it.
type buildSide struct {
	title, id string
	progress  build.Progress
	failure   string
	running   bool
}

func sidesOf(s *session.Snapshot) (before, after buildSide) {
	running := s.Job != nil
	return buildSide{lang.L("Before"), "before", s.Builds.Before, s.Builds.BeforeError, running},
		buildSide{lang.L("After"), "after", s.Builds.After, s.Builds.AfterError, running}
}

// ended says that the build came to its end and did not fail.
func (b buildSide) ended() bool { return !b.progress.Finished.IsZero() && b.failure == "" }

// wall is how long a build that has ended took.
func (b buildSide) wall() time.Duration { return b.progress.Finished.Sub(b.progress.Started) }

// group makes the lanes of one build, and remembers its steps by ID.
func (p *Build) group(b buildSide) widgets.LaneGroup {
	g := widgets.LaneGroup{Started: b.progress.Started, Running: !b.progress.Started.IsZero() && b.progress.Finished.IsZero() && b.failure == ""}
	path := build.CriticalPath(b.progress)
	for _, lane := range lanesOf(b.progress.Steps) {
		g.Lanes = append(g.Lanes, p.lane(b, lane, path))
	}
	if len(g.Lanes) == 0 {
		g.Lanes = []widgets.Lane{{Later: describeSide(b.progress, b.failure, b.running)}}
	}
	first := &g.Lanes[0]
	if len(g.Lanes) > 1 {
		first.Note = lang.L("before the stages")
		if len(first.Steps) == 0 {
			first.Note = describeSide(b.progress, b.failure, b.running)
		}
	}
	first.Title = b.title
	if b.ended() {
		g.End, g.EndText = b.wall(), formatStep(b.wall())
	}
	return g
}

// lanePlan is which steps stand in a lane.
type lanePlan struct {
	stage  string
	export bool
	steps  []int
}

// lanesOf sorts the steps worth a bar into lanes: what BuildKit does before the stages, each stage in the order of the file, and the
// export. A build of one stage has one lane.
func lanesOf(steps []build.Step) []lanePlan {
	var stages []lanePlan
	ahead, export := lanePlan{}, lanePlan{export: true}
	for _, i := range inFileOrder(steps) {
		s := steps[i]
		switch {
		case !worthARow(s):
		case s.Instruction == "" && strings.HasPrefix(s.Name, "exporting"):
			export.steps = append(export.steps, i)
		case s.Instruction == "":
			ahead.steps = append(ahead.steps, i)
		default:
			at := slices.IndexFunc(stages, func(l lanePlan) bool { return l.stage == s.Stage })
			if at < 0 {
				at, stages = len(stages), append(stages, lanePlan{stage: s.Stage})
			}
			stages[at].steps = append(stages[at].steps, i)
		}
	}
	if len(stages) == 1 {
		one := lanePlan{stage: stages[0].stage, steps: slices.Concat(ahead.steps, stages[0].steps, export.steps)}
		return []lanePlan{one}
	}
	all := []lanePlan{}
	if len(ahead.steps)+len(stages) > 0 {
		all = append(all, ahead)
	}
	all = append(all, stages...)
	if len(export.steps) > 0 {
		all = append(all, export)
	}
	return all
}

// lane draws the steps of a lane.
func (p *Build) lane(b buildSide, plan lanePlan, path []bool) widgets.Lane {
	lane := widgets.Lane{Title: stageName(plan.stage)}
	if plan.export {
		lane.Title, lane.Note = lang.L("export"), lang.L("to the local store")
	}
	waiting := 0
	for _, i := range plan.steps {
		s := b.progress.Steps[i]
		if base, from := strings.CutPrefix(s.Instruction, "FROM "); from {
			lane.Note = baseName(base)
		}
		id := b.id + "/" + strconv.Itoa(i)
		p.steps[id] = s
		if s.State == build.Waiting || s.State == build.Canceled && s.Started.IsZero() {
			waiting++
		}
		lane.Steps = append(lane.Steps, laneStep(b, i, id, path[i]))
	}
	switch {
	case waiting == 0:
	case b.progress.Finished.IsZero() && b.failure == "":
		lane.Later = words.Count("{{.Count}} steps to come", waiting)
	default:
		lane.Later = words.Count("{{.Count}} steps not reached", waiting)
	}
	return lane
}

// baseName is a stage's base as a lane names it: without its registry and its digest.
func baseName(ref string) string {
	ref, _, _ = strings.Cut(ref, "@")
	return strings.TrimPrefix(shortRef(ref), "library/")
}

// stageName is how a stage without a name is called.
func stageName(stage string) string {
	number, unnamed := strings.CutPrefix(stage, "stage-")
	if _, err := strconv.Atoi(number); !unnamed || err != nil {
		return stage
	}
	return lang.L("stage {{.Number}}", map[string]any{"Number": number})
}

func laneStep(b buildSide, i int, id string, critical bool) widgets.LaneStep {
	s := b.progress.Steps[i]
	step := widgets.LaneStep{ID: id, Label: s.Instruction, State: stepState(s.State), Critical: critical, Figure: stepFigure(s)}
	if s.Instruction == "" {
		step.Label = strings.TrimPrefix(s.Name, "[internal] ")
	}
	step.Label = shortLabel(step.Label)
	if s.Instruction == "" || strings.HasPrefix(s.Instruction, "FROM ") {
		step.Label = words.ShortRefs(step.Label)
	}
	if s.Line > 0 {
		step.Number = strconv.Itoa(s.Line)
	}
	if s.Started.IsZero() {
		step.State = widgets.StepWaiting
		return step
	}
	step.Start = max(s.Started.Sub(b.progress.Started), 0)
	step.End = step.Start + stepTime(s)
	if spare, used := spareOf(b.progress.Steps, i); !critical && b.ended() && spare >= spareLeast {
		step.Used = used.Sub(b.progress.Started)
		step.Spare = lang.L("{{.Time}} to spare", map[string]any{"Time": formatStep(spare)})
	}
	step.Tip = stepTip(s, step)
	return step
}

// spareOf is how long the result of a step waited until another step used it, and when that was; nothing where none used it later.
func spareOf(steps []build.Step, i int) (spare time.Duration, used time.Time) {
	for _, s := range steps {
		if !s.Started.IsZero() && slices.Contains(s.Inputs, i) && (used.IsZero() || s.Started.Before(used)) {
			used = s.Started
		}
	}
	if used.IsZero() || steps[i].Finished.IsZero() {
		return 0, time.Time{}
	}
	return used.Sub(steps[i].Finished), used
}

// stepTip says all of a step: the whole instruction first.
func stepTip(s build.Step, step widgets.LaneStep) string {
	first := s.Instruction
	if first == "" {
		first = strings.TrimPrefix(s.Name, "[internal] ")
	}
	facts := []string{}
	if s.Line > 0 {
		facts = append(facts, lang.L("line {{.Line}}", map[string]any{"Line": s.Line}))
	}
	if s.Stage != "" {
		facts = append(facts, stageName(s.Stage))
	}
	for _, fact := range []string{step.Figure, step.Spare} {
		if fact != "" {
			facts = append(facts, fact)
		}
	}
	return strings.Join(strings.Fields(first), " ") + "\n" + strings.Join(facts, " · ")
}

// alikeWords says that the times of two builds that have ended can be compared: no step of either came from the cache, or all of both.
func alikeWords(before, after buildSide) (words string, alike bool) {
	if !before.ended() || !after.ended() {
		return "", false
	}
	cachedBefore, stepsBefore := cachedOf(before.progress)
	cachedAfter, stepsAfter := cachedOf(after.progress)
	switch {
	case stepsBefore == 0 || stepsAfter == 0:
	case cachedBefore+cachedAfter == 0:
		return lang.L("both measured cold"), true
	case cachedBefore == stepsBefore && cachedAfter == stepsAfter:
		return lang.L("both from the cache"), true
	}
	return lang.L("not compared: from the cache came {{.Before}} of {{.BeforeSteps}} steps before, {{.After}} of {{.AfterSteps}} after", map[string]any{
		"Before": cachedBefore, "BeforeSteps": stepsBefore, "After": cachedAfter, "AfterSteps": stepsAfter,
	}), false
}

// cachedOf counts the Dockerfile's own steps that came from the cache.
func cachedOf(p build.Progress) (cached, steps int) {
	for _, s := range p.Steps {
		if s.Instruction == "" {
			continue
		}
		steps++
		if s.State == build.Cached {
			cached++
		}
	}
	return cached, steps
}

// sayDifference writes at the end of the build after how much sooner it was there, where the two can be compared.
func sayDifference(g *widgets.LaneGroup, before, after buildSide) {
	if _, alike := alikeWords(before, after); !alike {
		return
	}
	time := map[string]any{"Total": formatStep(after.wall()), "Time": formatStep((before.wall() - after.wall()).Abs())}
	switch {
	case after.wall() < before.wall():
		g.EndText, g.EndTone = lang.L("{{.Total}}, {{.Time}} sooner", time), widgets.Good
	case after.wall() > before.wall():
		g.EndText = lang.L("{{.Total}}, {{.Time}} later", time)
	}
}
