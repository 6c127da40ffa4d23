package gui

import (
	"lightship/engine/proof"
	"lightship/engine/pull"
	"lightship/engine/rewrite/learn"
	"lightship/engine/secret"
	"lightship/engine/session"
)

// Session is what the window drives; *session.Session is one. Its commands return at once, what they do comes as
// snapshots.
type Session interface {
	State
	Opener
	Planner
	Runner
	Prover
	Writer
}

// State is what there is to show.
type State interface {
	Snapshot() *session.Snapshot
	Subscribe(func(*session.Snapshot)) (stop func())
	// Secrets masks what leaves the window.
	Secrets() *secret.Masker
	// Close cancels what runs and stops the builder.
	Close() error
}

// Opener says what to work on.
type Opener interface {
	Open(path string)
	// Reload reads what is open once more; the plan stays as far as it fits.
	Reload()
	// Visit says which page is open, Forget takes a folder from those opened before and forgets what was done there, Recall brings it back.
	Visit(page string)
	Forget(dir string)
	Recall(dir string)
	// Survey looks at all builds of the project.
	Survey()
	// ChooseBuild chooses a Dockerfile or a declared build by its ID, ChooseContext the folder that it is built with.
	ChooseBuild(id string)
	ChooseContext(dir string)
	ChooseTarget(name string)
	ChoosePlatform(platform string)
	SetBuildArgs(args map[string]string)
}

// Planner changes the plan, and has more found out about the bases to choose from.
type Planner interface {
	Toggle(change string, on bool)
	ChooseBase(ref string)
	RefreshBases()
	ReadBase(ref string)
	Undo()
	Redo()
}

// Runner starts and stops long work, and says for which link times are meant.
type Runner interface {
	Rebuild()
	Cancel()
	SetLink(pull.Link)
	DismissProblem()
}

// Prover starts the images of the comparison and says whether they do the same.
type Prover interface {
	Prove(proof.Settings)
	Learn(proof.Settings)
	Take(...learn.Entry)
	Try(o proof.Settings, what ...string)
}

// Writer writes files because the user said so.
type Writer interface {
	// Save refuses to write over what somebody has changed since it was opened, unless it is forced.
	Save(session.Save)
	SavePatch(path string)
	SaveLog(path, text string)
	Export(dir string)
	ExportGraph(path, format, side string)
}
