package session

import (
	"maps"
	"runtime"
	"sync"

	"lightship/engine/bases"
	"lightship/engine/build"
	"lightship/engine/compare"
	"lightship/engine/image"
	"lightship/engine/pull"
	"lightship/engine/records"
	"lightship/engine/rewrite"
	"lightship/engine/rewrite/learn"
)

// known is all that the consequences of a plan follow from. The session's goroutine owns one; a draft works on a copy.
type known struct {
	// snapshot is the part that is published.
	snapshot  Snapshot
	buildArgs map[string]string
	// given are the named contexts that the user gave, by name.
	given map[string]string
	// choice is the chosen way to build; reading says that the sources in its context are not read yet.
	choice  choice
	reading bool
	rates   pull.Rates
	// source is the Dockerfile as it was read.
	source   []byte
	proposal *rewrite.Proposal
	// memory is what was worked out for the project as it was read.
	memory *rewrite.Memory
	// predicted is what the sources say of the program.
	predicted bases.Program
	// built and analysed are the after and the before image of the last comparison: what the program is judged by and what
	// savings are measured in. Both are nil before the first, and when something else is built now.
	built, analysed *image.Analysis
	// layers are those of the image before as it was last built, layersOf what it was asked for with; fromImage are those of an image
	// that the user gave. All tell what RUNs wrote, and are nil when not known.
	layers, fromImage *image.Layers
	layersOf          build.Request
	// seen is what starting both images showed of the program.
	seen seen
	plan plan
	// kept is the plan to go on with where it fits, nil for a new one.
	kept  *kept
	facts map[string]bases.Facts
	// inside is what was read of images' layers, surveying the images whose layers are being read.
	inside    map[string]*bases.Inside
	surveying map[string]bool
	judged    *verdicts
	// additions are the user's own bases.
	additions []bases.Base
	// contextError is why the build context could not be measured.
	contextError error
}

// copied is a copy that shares nothing that the session's goroutine changes.
func (k *known) copied() known {
	c := *k
	c.facts, c.inside, c.surveying = maps.Clone(k.facts), maps.Clone(k.inside), maps.Clone(k.surveying)
	c.buildArgs, c.plan.on = maps.Clone(k.buildArgs), maps.Clone(k.plan.on)
	return c
}

// state is what the session's goroutine works on.
type state struct {
	known
	jobs     jobs
	drafting drafting
	// dropped are the commands that were dropped as something else was opened, until that is shown.
	dropped []string
	// notFound is why something else could not be opened while the sources were read; nil for nothing.
	notFound *Problem
	// measured says that rates are this computer's.
	measured   bool
	undo, redo []plan
	// unshown says that facts were learned since the rows were made; they are made anew once for all that come together.
	unshown bool
	// plannedIgnore is the ignore file of the rebuild that runs, comparedIgnore that of the last comparison, and compared what
	// the before image of that was asked for with.
	plannedIgnore, comparedIgnore *rewrite.File
	compared                      build.Request
	// comparedInput is what the last comparison was made from.
	comparedInput compare.Input
	// saving counts writes under way.
	saving int
	// savingPlan is the plan that the write that is given now is of, savedPlan the one that was saved last, and written what the
	// files of the project hold that were written over; all are nil for none.
	savingPlan, savedPlan *savedPlan
	written               map[string][]byte
	// forgotten is what Recall brings back, nil for nothing.
	forgotten *forgotten
	// page is the page of the window that is open, record what is kept of the project, and recorded the comparison that is in it.
	page     string
	record   records.Project
	recorded *compare.Comparison
	// earlier are the figures of before to show once there is a plan, nil for none; earlierRead says that they were made in another
	// session.
	earlier     *compare.Comparison
	earlierRead bool
	// outdated is what the files that the plan was made from hold on disk now, by their paths, where that is something else.
	outdated map[string][]byte
	// awaitPlan takes the plan for the rebuild that waits for it; nil when none does.
	awaitPlan func()
	// awaitLayers says that the plan of that rebuild waits for the layers of the image before.
	awaitLayers bool
	// buildAhead asks for a before build at the next Open; ahead is the one that runs, nil when none does.
	buildAhead bool
	ahead      *ahead
	// baseKnown takes the facts of the before image's base for the rebuild that waits for them; nil when none does.
	baseKnown func(bases.Facts)
}

// settlePlan hands the plan to the rebuild that waits for it, if one does.
func (st *state) settlePlan() {
	if st.awaitPlan != nil && !st.awaitLayers {
		st.awaitPlan()
		st.awaitPlan = nil
	}
}

// verdicts are those that were made, by the base's reference. They are shared by all drafts.
type verdicts struct {
	mu sync.Mutex
	of map[string]judged
}

// plan is what the user has chosen: which changes are on, and the base, empty for the recommended one. It is a value:
// every step makes a new one, so that undo is a stack of plans.
type plan struct {
	on   map[string]bool
	base string
	// learned is what runs showed the plan to need, in the order it was learned.
	learned []learn.Entry
}

func (p plan) with(id string, on bool) plan {
	next := p
	next.on = maps.Clone(p.on)
	next.on[id] = on
	return next
}

func (p plan) withBase(ref string) plan {
	p.base = ref
	return p
}

func defaultPlatform() string { return "linux/" + runtime.GOARCH }
