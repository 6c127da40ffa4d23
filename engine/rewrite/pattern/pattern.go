// Package pattern has what the stage-splitting patterns of all languages share: the interface they answer to, and the
// writing of the final stage.
package pattern

import (
	"context"
	"fmt"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/project"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

// The ids of what every pattern may propose, and of the finding that no pattern can read the Dockerfile.
const (
	SplitStage   = "split"
	FinalBase    = "final-base"
	CarriedFiles = "carried-files"
)

// Pattern is how the stages of one language are split. A pattern has no state: it may be asked from many goroutines.
type Pattern interface {
	// Language is the name in lower case that bases.Program has: "go".
	Language() string
	// Sources reads the files of a folder; nil when nothing of the language is there. Files that can't be read are noted in
	// files; it fails only when ctx ends.
	Sources(ctx context.Context, files *project.Files) (project.Sources, error)
	// Rules are the changes that the pattern may propose beside final-base and nonroot-user, the split first; none for one that
	// splits nothing.
	Rules() []rule.Rule
	// Predict says what the sources alone tell of the program; ok is false when they are not of this language.
	Predict(p *project.Project) (program bases.Program, ok bool)
	// Read looks at the stage that is built and at those it copies from. It returns nil when none of them is of this
	// language, so that the next pattern is asked.
	Read(s Subject) Reading
}

// Subject is what a pattern reads.
type Subject struct {
	*model.Model
	// Program is what is known of the program so far.
	Program bases.Program
	// Candidates are the final bases that may be chosen.
	Candidates []bases.Base
}

// Reading is what a pattern read in one Dockerfile. It is never changed after Read returned it.
type Reading interface {
	// Findings are what the pattern would change, and what it refuses to, with the reason. The ids are those of the
	// pattern's Rules, FinalBase and rule.NonRootUser.
	Findings() []rule.Finding
	// Builder is the image that the program is built on, empty when nothing is built; SplitBase is what the final stage
	// stands on while final-base is off, empty without a split.
	Builder() string
	SplitBase() string
	// Multi says whether the Dockerfile builds and ships in different stages already.
	Multi() bool
	// ProgramWith says what program is built with these changes on, where known is what is known of it so far.
	ProgramWith(known bases.Program, on map[string]bool) bases.Program
	// Edits are the edits of all the changes that are on, for the text that was read. The base is what the final stage
	// shall stand on: the chosen one, or with final-base off the one it has, or SplitBase.
	Edits(on map[string]bool, base bases.Base, program bases.Program) []dockerfile.Edit
}

// SharedRules are the rules that no language has for its own.
func SharedRules() []rule.Rule {
	return []rule.Rule{
		{
			ID: SplitStage, Group: rule.Size, Severity: rule.Info, Title: "Build in one stage, ship from another",
			Next: "where you know what the program needs, split by hand: build in a first stage, and copy the result into a second one",
			Why:  "What only the build needs would not be in the image.",
		},
		{
			ID: FinalBase, Group: rule.Size, Severity: rule.Warning, Title: "Final base",
			Next: "if you know that the program does not need it, name a lighter base in the last FROM, build, and try the program",
			Why:  "The program needs little from its base; the rest is only weight and attack surface.",
		},
		{
			ID: CarriedFiles, Group: rule.Safety, Severity: rule.Info, Title: "Carry the files that the program may read",
			Why: "The program reads a path that can't be told from its sources.",
		},
	}
}

// Problem is a reason against a change, and where it comes from.
type Problem struct {
	Lines  dockerfile.Lines
	Reason string
	// Alike is the reason without its line, when other lines may give the same one; empty when Reason names no line of its own.
	Alike string
	// Next is what to do by hand, where there is more to say than the rule says of itself; empty for that.
	Next string
	// ByLayer says that the layer of the RUN in the image before may answer it.
	ByLayer bool
	// Assumes is what a change that is made in spite of it takes for granted, which starting the program shows to be right or wrong; none
	// where the text can't be made, or no run could show it.
	Assumes []rule.Assumption
}

// ProblemOf is a problem that a line gives, whose reason says what the line does: "installs ffmpeg".
func ProblemOf(at dockerfile.Lines, does string) Problem {
	return Problem{Lines: at, Reason: fmt.Sprintf("line %d %s", at.First, does), Alike: "each " + does}
}

// ProblemAt is a problem that a line gives, with a sentence as its reason.
func ProblemAt(at dockerfile.Lines, reason string) Problem {
	return Problem{Lines: at, Reason: fmt.Sprintf("line %d: %s", at.First, reason), Alike: reason}
}

// NothingToDo is the problem of a stage that is as light as the change could make it.
func NothingToDo(at dockerfile.Lines, reason string) Problem {
	return Problem{Lines: at, Reason: reason, Next: "nothing has to be done about it"}
}

// StartUnclear is the problem of a stage whose start command does not tell which program it starts.
func StartUnclear(at dockerfile.Lines, reason string) Problem {
	return Problem{Lines: at, Reason: reason, Next: "start one program by its path, or a script of the project that starts it at its end (exec \"$@\")"}
}

// BuildsAtStart is the problem of an image that builds its program when it starts. Build is the command for a RUN, and start the words to
// start what it leaves with.
func BuildsAtStart(at dockerfile.Lines, reason, build string, start ...string) Problem {
	return Problem{Lines: at, Reason: reason, Next: "build in a RUN and start what that leaves: RUN " + build + ", and " + model.ExecLine("CMD", start)}
}

// NotInContext is the problem of a file that is not where it is looked for, at the root of the build context.
func NotInContext(at dockerfile.Lines, reason string) Problem {
	return Problem{Lines: at, Reason: reason, Next: "open the folder that holds it, or make that one the build context"}
}

// Refusal is the finding of a rule that a problem is in the way of.
func (p Problem) Refusal(id string) rule.Finding {
	return rule.Finding{Rule: id, Lines: p.Lines, Refused: p.Reason, Alike: p.Alike, Next: p.Next, ByLayer: p.ByLayer, Assumes: p.Assumes}
}

// Refusals are the findings of a rule that problems are in the way of. They assume something only where all of them do: then the change
// can be tried.
func Refusals(id string, problems []Problem) []rule.Finding {
	if !CanTry(problems) {
		problems = untried(problems)
	}
	out := make([]rule.Finding, 0, len(problems))
	for _, p := range problems {
		out = append(out, p.Refusal(id))
	}
	return out
}

// Notes are the findings that a reading collects while it reads.
type Notes struct{ findings []rule.Finding }

// Findings are what was noted.
func (n *Notes) Findings() []rule.Finding { return n.findings }

// Note adds findings.
func (n *Notes) Note(findings ...rule.Finding) { n.findings = append(n.findings, findings...) }

// Refuse notes why a rule's change is not proposed.
func (n *Notes) Refuse(id string, at dockerfile.Lines, reason string) {
	n.Note(rule.Finding{Rule: id, Lines: at, Refused: reason})
}
