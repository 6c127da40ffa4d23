// Package session is the state of one open project: immutable snapshots out, commands in. The window and the
// command line drive it and show what it publishes.
package session

import (
	"time"

	"lightship/engine/bases"
	"lightship/engine/build"
	"lightship/engine/compare"
	"lightship/engine/dockerfile"
	"lightship/engine/evidence"
	"lightship/engine/project"
	"lightship/engine/proof"
	"lightship/engine/pull"
	"lightship/engine/records"
	"lightship/engine/rewrite"
	"lightship/engine/rewrite/learn"
	"lightship/engine/stagegraph"
)

// Snapshot is all there is to show at one moment. It is never changed after it was published; parts that did not
// change are shared between snapshots.
type Snapshot struct {
	// Number grows by one with every snapshot.
	Number int
	// Project is nil until a folder was opened.
	Project *project.Project
	// Dockerfile is the chosen file, relative to the project's Root; for a text that stands in a compose or bake file
	// itself it is where it would be saved.
	Dockerfile string
	// Build is the ID of the chosen one of the project's Builds: the Dockerfile's path, or that of a declared build.
	Build string
	// ContextDir is the build context's folder relative to the project's Root, with slashes; ContextDirs are those that
	// can be chosen, the one in use among them.
	ContextDir  string
	ContextDirs []string
	// Target is the chosen target stage as the user named it, empty for the last stage.
	Target string
	// Targets are the names that can be chosen, in the order of the file.
	Targets []string
	// Platform is such as "linux/amd64".
	Platform string
	// BuildArgs are the ARGs that the Dockerfile declares, and then the given ones that it does not.
	BuildArgs []BuildArg
	// Before and After are the two Dockerfiles. Before is nil until one was read, and has no File when it can't be parsed; After is
	// nil when there is nothing to change.
	Before, After *View
	// Ignore is the ignore file that the plan writes beside the Dockerfile, with what it holds before and after; nil when
	// the plan leaves it alone.
	Ignore *rewrite.File
	// Findings are what the rules noticed, those without a change too.
	Findings []rewrite.Finding
	// Changes are what is proposed, with their switches.
	Changes []Switch
	// Traces say what each change that is on does to the text, by its id; nil until that is known, and when the session is
	// not interactive.
	Traces map[string]Trace
	// CanUndo and CanRedo say whether the plan's history has a step back or forth.
	CanUndo, CanRedo bool
	// Program is what is known of the program; it is the subject of the verdicts.
	Program bases.Program
	// Bases are the candidates, the recommended first; Base is the chosen one's reference, empty when there is none.
	Bases []BaseRow
	Base  string
	// BaseUnused says why the after text does not stand on the base that the user chose; empty when it does, or none was chosen.
	BaseUnused string
	// BasesLoading says that facts are still being fetched.
	BasesLoading bool
	// Planning says that what follows from the plan is being worked out: changes, bases and after text are those of the plan before.
	Planning bool
	// Context is the build context's size so far.
	Context project.ContextSize
	// Engine is the BuildKit in use, and how it is.
	Engine build.Info
	// Link is what pull times are said for.
	Link pull.Link
	// Job is the running long work, nil when none runs.
	Job *Job
	// Builds are the two builds of the last or running rebuild; both zero before the first.
	Builds Builds
	// Comparison is the last finished one; Stale says that the plan has changed since.
	Comparison *compare.Comparison
	Stale      bool
	// Earlier says that the comparison was made before the project was opened this time: its images can't be started, and secrets in
	// its texts are masked.
	Earlier bool
	// Proof is what starting both images of Comparison came to, with all that was seen; nil before they were started.
	Proof *proof.Result
	// Seen is what runs showed the program to need: it holds while the image before is the one that was started, and stands beside what
	// the sources and the built images show.
	Seen evidence.List
	// Learned is what runs showed the plan to need, and what it has now beside its changes. Remedies are entries that would mend
	// what differs in Proof and that the plan has not; Take puts them into it. Rounds are what the last Learn did by itself.
	Learned, Remedies []learn.Entry
	Rounds            []Round
	// Tries are the changes and bases that were tried last, or are being tried, with how each ended.
	Tries []Try
	// Saved are the files that were written for the user, newest first.
	Saved []SavedFile
	// PlanSaved says that the plan as it is now was saved, PlanFiles to which files.
	PlanSaved bool
	PlanFiles []string
	// Outdated are the files that the plan was made from and that hold something else on disk now, seen from the project's folder;
	// Reload reads them. It is kept up to date in an interactive session.
	Outdated []string
	// Resumed says that the plan is one from before, and what of it could not be kept; nil when it starts anew.
	Resumed *Resumed
	// Problem is what went wrong last; nil when nothing did. It is cleared by the next command that succeeds.
	Problem *Problem
	// Recent are the folders opened before, newest first; Brought is what the last rebuild in each came to, by the folder, where there
	// was one.
	Recent  []string
	Brought map[string]records.Result
	// Survey is what Survey found of the project's builds, by their IDs; nil before it was asked for.
	Survey map[string]Surveyed
	// Page is the page of the window that the project was left on, empty when it was not open before.
	Page string
}

// BuildArg is a build argument and its value.
type BuildArg struct {
	dockerfile.BuildArg
	// Value is what was given; it counts only when Given.
	Value string
	Given bool
	// Declared says that the Dockerfile has an ARG for it. Others are for BuildKit itself, such as HTTP_PROXY.
	Declared bool
}

// View is one Dockerfile, ready to be shown.
type View struct {
	Text []byte
	// File is the text's model, nil when it can't be parsed; Graph and Layout are its stages for the target, nil when they can't be
	// drawn either. Layout is nil where nobody looks.
	File   *dockerfile.File
	Graph  *stagegraph.Graph
	Layout *stagegraph.Layout
	// Notes decorate the graph's nodes by ID: sizes and seconds that are known.
	Notes map[string]NodeNote
	// Amounts are the bytes on disk that each edge of the graph brings, by its index there, -1 when not known: of FROM the
	// base's, of a COPY --from that of its layer in the built image. It is nil before anything is known.
	Amounts []int64
}

// NodeNote is what is known of a node beside the text.
type NodeNote struct {
	// Download and OnDisk are in bytes, -1 when not known.
	Download, OnDisk int64
	// Estimated says that OnDisk was computed from Download.
	Estimated bool
	// Seconds is how long its steps took in the last build, 0 when not known.
	Seconds float64
	// StandIn is the stand-in label's value of an external image.
	StandIn string
}

// Switch is a change and whether it is on.
type Switch struct {
	rewrite.Change
	On bool
	// Blocked is why it can't be turned on now (a change it needs is off); empty when it can.
	Blocked string
}

// BaseRow is one candidate of the table of bases.
type BaseRow struct {
	bases.Base
	Facts   bases.Facts
	Verdict bases.Verdict
	// Image is the predicted size on disk of the final image on this base, Download the predicted download, -1 when not known.
	Image    int64
	Download int64
	// Pull is the predicted cold pull on the chosen link; zero when not known.
	Pull pull.Estimate
	// Reading says that its layers are being read for what is in them.
	Reading bool
	// Recommended says why this is the recommended base; empty for the others.
	Recommended string
	// Current says that the before Dockerfile's final stage stands on it.
	Current bool
	// Tried is what starting the program on it came to; empty for a verdict from evidence alone.
	Tried proof.Verdict
}

// Job is running long work.
type Job struct {
	Kind JobKind
	// Name is what is being done, such as "Rebuild and compare"; Step is where it is.
	Name string
	Step string
	// Fraction is from 0 to 1, negative when not known.
	Fraction float64
	Started  time.Time
	// Canceling says that Cancel was asked for.
	Canceling bool
}

// Builds are the before and the after build.
type Builds struct {
	Before, After build.Progress
	// BeforeError and AfterError say what failed, empty when nothing did.
	BeforeError, AfterError string
}

// SavedFile is a file that was written because the user said so.
type SavedFile struct {
	Path string
	// Backup is where the file that was there before is kept, empty when there was none.
	Backup string
	At     time.Time
}

// ProblemKind is what a problem is about.
type ProblemKind string

// The kinds of problem.
const (
	// BadInput is something that the user gave: a folder, a Dockerfile, a target, a base.
	BadInput ProblemKind = "input"
	// BuildFailed is a Dockerfile that does not build.
	BuildFailed ProblemKind = "build"
	// AfterFailed is a changed Dockerfile that does not build where today's does.
	AfterFailed ProblemKind = "after build"
	// NoEngine is a BuildKit that could not be started or reached, or that died.
	NoEngine ProblemKind = "engine"
	// Changed is a file that somebody has changed since it was opened: it is not written over unless the user says so.
	Changed ProblemKind = "changed"
	// NotWritten is a file that could not be written.
	NotWritten ProblemKind = "write"
)

// Problem is an error for the user's eyes.
type Problem struct {
	Kind ProblemKind
	// Title says what did not work, Detail why, Next what to do now.
	Title  string
	Detail string
	Next   string
	// Dockerfile and Line are the place in the Dockerfile, empty and 0 when there is none.
	Dockerfile string
	Line       int
	// MissingArgs are the build arguments that the Dockerfile can't be read without.
	MissingArgs []string
	At          time.Time
}
