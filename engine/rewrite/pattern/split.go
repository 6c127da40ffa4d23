package pattern

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

// Split is how one stage becomes a builder and a final stage. What stands before At stays in the builder, what follows
// becomes part of the final stage; what is said by the fields comes between. NewSplit makes one; a pattern then says what
// the final stage copies.
type Split struct {
	// Builder and Final are the stages' names, Final empty for none.
	Builder, Final string
	// Program is where the program stands in the builder, Dest where the final stage has it. Both are empty when the
	// start command stays as it is: an interpreter with a script.
	Program, Dest string
	// Called is the word by which a script or an init program of the image calls the program, empty where the image starts it by
	// itself. The start command stays as it is then. Scripts are the words that start such scripts, as they are written.
	Called  string
	Scripts []string
	// Root begins a sentence with why what is started may need root; empty for nothing.
	Root string
	// Others are programs beside it that Artefacts have, each where it stands in the builder.
	Others []string
	// KeepDir says that the final stage has the builder's working directory, and the program its path in it.
	KeepDir bool
	// AnyDir says that what runs does not look at its working directory: a web server in the place of the program.
	AnyDir bool
	// Between is put before the final stage, empty for nothing: instructions that end the builder, then the text of whole
	// stages, which artefacts name.
	Between string
	// Setup are instructions that the final stage starts with: the packages it needs at run time.
	Setup []string
	// Artefacts are what the final stage copies beside Program, in order.
	Artefacts []Artefact
	// Left is what the builder leaves beside them; nil for nothing.
	Left *Left
	// Extra are instructions behind the copies: ENV NODE_ENV=production.
	Extra []string
	// Start are the instructions that start the program in the final stage, in place of the stage's own ENTRYPOINT and CMD;
	// nil when those stay. Program is empty then.
	Start []string
	// Written is how a base is written in FROM instead of by its reference: "node:${VERSION}-slim".
	Written map[string]string
	// User is the user that the Dockerfile runs the program as, empty for root.
	User string
	// Volumes says that the image has volumes, whose folders belong to root.
	Volumes bool
	// Outside is what is needed from outside.
	Outside Outside
	// Note is a sentence on what is carried for a path that can't be told; empty for none.
	Note string
	// Tried says that it is made in spite of doubts, once that was tried. StaysOn says that no other base may be put under it.
	Tried, StaysOn bool
	// At is the line that the final stage's first lines are inserted before.
	At int

	subject Subject
	stage   *model.Stage
	// carried are instructions that the builder keeps and the final stage gets too: ARG and ENV.
	carried []string
	// moved are the instructions before At that only the final stage needs.
	moved []moved
}

// Artefact is a file or folder that the final stage copies from another stage.
type Artefact struct {
	// From is the stage's name, empty for the builder.
	From string
	// Source and Dest are absolute.
	Source, Dest string
	// Owner is what --chown gets, empty for root.
	Owner string
	// Possible says that the program may do without it: it is what a path may mean that can't be told.
	Possible bool
}

// copied are the artefacts that the final stage copies with these changes on: what is only possible has a switch of its own.
func (s *Split) copied(on map[string]bool) []Artefact { return Copied(s.Artefacts, on[CarriedFiles]) }

// Copied are the artefacts to copy, with those that are only possible or without. A folder that is copied brings what is in it.
func Copied(all []Artefact, possible bool) []Artefact {
	var out []Artefact
	for _, a := range all {
		within := func(other Artefact) bool {
			return possible && other.Possible && !a.Possible && other.From == a.From && a.Source != other.Source && effects.Inside(a.Source, other.Source)
		}
		if (possible || !a.Possible) && !slices.ContainsFunc(all, within) {
			out = append(out, a)
		}
	}
	return out
}

// NoteCarried adds the finding of what is carried for a path that can't be told, where something is: note says of which. It needs
// the change of a rule.
func (n *Notes) NoteCarried(all []Artefact, note string, at dockerfile.Lines, needs string) {
	if slices.ContainsFunc(all, func(a Artefact) bool { return a.Possible }) {
		n.Note(rule.Finding{Rule: CarriedFiles, Lines: at, Needs: []string{needs}, Why: note + " Turn this off if the program reads none of them."})
	}
}

// moved is an instruction that goes from the builder to the final stage.
type moved struct {
	index int
	lines dockerfile.Lines
	text  string
}

// Settings is what a pattern knows that all splits of its language have in common.
type Settings struct {
	// BuildEnv says whether only a build reads a variable, so that the final stage need not have it.
	BuildEnv func(name string) bool
	// After is the index of the last instruction that stays in the builder; the last RUN in most.
	After int
}

// NewSplit starts the split of a stage: names, and the instructions that are carried over.
func NewSplit(s Subject, stage *model.Stage, o Settings) *Split {
	sp := &Split{subject: s, stage: stage, At: stage.Instructions[o.After].Lines.Last + 1}
	sp.name()
	if !model.IsRoot(stage.User) && stage.User != model.UnknownUser {
		sp.User = stage.User
	}
	sp.carry(o)
	return sp
}

// name chooses the stages' names: whoever asks for the stage by name gets the final one.
func (s *Split) name() {
	taken := map[string]bool{}
	for _, other := range s.subject.Stages {
		taken[other.Name] = true
	}
	name := s.stage.Name
	if name != "" && !strings.EqualFold(s.subject.Target, name) && strings.HasPrefix(name, "build") {
		s.Builder = name
		return
	}
	s.Final = name
	s.Builder = "builder"
	for n := 2; taken[s.Builder]; n++ {
		s.Builder = fmt.Sprintf("builder%d", n)
	}
}

// ChooseDest leaves the program where it is: whoever starts the image in another way names it as today.
func (s *Split) ChooseDest() {
	s.Dest = s.Program
	if word := s.word(); !s.stage.Start.Shell && word != "" {
		s.KeepDir = s.KeepDir || strings.Contains(word, "/") && !path.IsAbs(word)
	}
}

// word is what the program is called by when the image starts, empty when that is not known.
func (s *Split) word() string {
	if argv := s.stage.Start.Argv; s.Called == "" && len(argv) > 0 {
		return argv[0]
	}
	return s.Called
}

// keepsStart says whether the start command stays as it is: an interpreter, a script or an init program is started.
func (s *Split) keepsStart() bool { return s.Program == "" || s.Called != "" }

// findsOther says whether a word names one of the other programs and finds it in the final image too: by a path, or in a folder that
// every image looks in.
func (s *Split) findsOther(word, found string) bool {
	return slices.Contains(s.Others, found) && (strings.Contains(word, "/") || path.Dir(found) == "/usr/local/bin")
}

// StageProblems are the reasons against splitting a stage that lie in the file around it.
func StageProblems(m *model.Model, stage *model.Stage) []Problem {
	var out []Problem
	for _, other := range m.Stages {
		if other.Index == stage.Index {
			continue
		}
		if other.Parent == stage.Index {
			out = append(out, Problem{Lines: other.Lines, Reason: fmt.Sprintf("the stage at line %d starts from this one", other.Lines.First)})
		}
		for _, ins := range other.Instructions {
			if copiesFrom(ins, stage) {
				out = append(out, ProblemOf(ins.Lines, "copies from this stage or from one by its number"))
			}
		}
	}
	out = append(out, strangeOwners(stage)...)
	if stage.Parent >= 0 {
		out = append(out, Problem{Lines: stage.Lines, Reason: "the stage starts from another stage, whose files the program may need"})
	}
	return out
}

// copiesFrom says whether a COPY names a stage, or any stage by its number, which a new stage would shift.
func copiesFrom(ins dockerfile.Instruction, stage *model.Stage) bool {
	c, ok := ins.Command.(*instructions.CopyCommand)
	if !ok || c.From == "" {
		return false
	}
	_, err := strconv.Atoi(c.From)
	return err == nil || strings.EqualFold(c.From, stage.Name)
}

// SlimBase is the image a final stage stands on when no lighter base is chosen: the same distribution as the builder's,
// without the toolchain; the builder's own base when that can't be told.
func SlimBase(build bases.Base) string {
	if plain := bases.Plain(build); plain != "" {
		return plain
	}
	return build.Ref
}

// NoteSplit adds the finding of a split, and those of the base and of the user that come with it. from is the FROM of the
// stage that is split, final the stage whose user runs the program today.
func (n *Notes) NoteSplit(split rule.Finding, from dockerfile.Lines, final *model.Stage, sp *Split) {
	needs := []string{split.Rule}
	split = sp.observed(split)
	n.Note(split, OtherBase(split.Swap.To, from, split.Rule))
	n.NoteCarried(sp.Artefacts, sp.Note, split.Lines, split.Rule)
	if model.IsRoot(sp.User) {
		f := NonRoot(final, sp.Volumes, sp.subject.Project.Evidence())
		f.Needs = needs
		if sp.Root != "" && !f.Off {
			f.Off, f.Why = true, sp.Root+": turn this on only if all that it does can be done by another user than root."
		}
		n.Note(f)
	}
}
