package session

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"lightship/engine/build"
	"lightship/engine/dockerfile"
	"lightship/engine/foreign"
	"lightship/engine/project"
	"lightship/engine/proof"
	"lightship/engine/rewrite"
)

func newProblem(kind ProblemKind, title, detail, next string) *Problem {
	return &Problem{Kind: kind, Title: title, Detail: detail, Next: next, At: time.Now()}
}

// errAfter is of the build of the after image: today's Dockerfile built.
var errAfter = errors.New("build the after image")

// advice is what is said for an error that is known.
type advice struct {
	err         error
	kind        ProblemKind
	title, next string
}

func knownErrors() []advice {
	return []advice{
		{project.ErrNotThere, BadInput, "That can't be opened", "Choose a folder that exists and that you may read, or a Dockerfile in it."},
		{project.ErrNoDockerfile, BadInput, "There is no Dockerfile here", "Choose the folder that holds the Dockerfile, or the Dockerfile itself."},
		{dockerfile.ErrEmpty, BadInput, "The Dockerfile has no FROM", "Write at least a FROM line, or choose another Dockerfile."},
		{foreign.ErrLarge, BadInput, "The file is too large", "Choose another Dockerfile: those that people write have some thousand lines."},
		{foreign.ErrNotRegular, BadInput, "That is no file", "Choose a Dockerfile that is a file: devices, pipes and folders are not read."},
		{foreign.ErrDeep, BadInput, "The file nests too deeply", "Mend the file: nobody's Dockerfile has so many brackets in each other."},
		{dockerfile.ErrNoTarget, BadInput, "There is no such stage", "Choose one of the Dockerfile's stages as the target."},
		{dockerfile.ErrNoPlatform, BadInput, "There is no such platform", "Write the operating system and the processor, such as linux/amd64."},
		{errChanged, Changed, "The file was changed since it was opened", "Open the project again to take the change in, or save all the same: what is there is kept as a backup."},
		{ErrNoSuchFormat, BadInput, "The graph is not written in this format", "Choose a file name that ends in .svg, .png or .dot."},
		{ErrNothingToDraw, BadInput, "There is no graph to export", "Open a project with a Dockerfile that can be read, or choose the other side."},
		{proof.ErrConfig, BadInput, "lightship.toml can't be used", "Mend the file, or remove it; docs/proof.md says what may stand in it."},
		{rewrite.ErrBaseRefused, BadInput, "The program can't run on this base", "Choose a base whose verdict is that it fits."},
		{build.ErrNoPermission, NoEngine, "The builder may not start", "See docs/engines.md for what this system has to allow, or set BUILDKIT_HOST to a BuildKit that runs."},
		{build.ErrEngineMissing, NoEngine, "The builder is not there", "Run make build, or set BUILDKIT_HOST to a BuildKit that runs."},
		{build.ErrToolMissing, NoEngine, "Images can't be started", "Run make build: the program probe, which goes into their containers, has to stand beside this one or in PATH."},
		{build.ErrEngineConfig, NoEngine, "The builder's configuration can't be read", "Correct the file that LIGHTSHIP_BUILDKITD_CONFIG names, or unset it."},
		{build.ErrNoAnswer, NoEngine, "The builder does not answer", "It was stopped, or it hangs: continue or end its process (buildkitd), then try again."},
		{build.ErrUnreachable, NoEngine, "The builder can't be reached", "Check BUILDKIT_HOST, or unset it to use the embedded BuildKit."},
		{build.ErrNoSpace, NoEngine, "There is no space left", "Free some space in the cache folder's disk, or set XDG_CACHE_HOME to a larger one, and try again."},
		{build.ErrEngineDied, NoEngine, "The builder stopped in mid-build", "Rebuild again: it is started anew. Its last words are in the log."},
		{build.ErrBaseMissing, BuildFailed, "A base could not be fetched", "Check the name in FROM, your network, and docker login."},
		{fs.ErrPermission, BadInput, "That may not be read", "Change its permissions, or choose another folder."},
	}
}

// explain turns an error into words for the user.
func explain(err error) *Problem {
	if p := ProblemOf(err); p != nil {
		return p
	}
	return newProblem(BuildFailed, "That did not work", sentence(err),
		"Lightship's log has the details: the window's is in its state folder, lightshipctl optimize prints it with --log.")
}

// ProblemOf says in words for the user what an error that is known means: what did not work, why, and what to do next. It
// is nil for any other error.
func ProblemOf(err error) *Problem {
	var syntax *dockerfile.SyntaxError
	if errors.As(err, &syntax) {
		p := newProblem(BadInput, fmt.Sprintf("%s can't be read at line %d", syntax.File, syntax.Line), syntax.Error(), "Mend this line and open the folder again.")
		p.Dockerfile, p.Line = syntax.File, syntax.Line
		var missing *dockerfile.MissingArgError
		if errors.As(err, &missing) {
			p.MissingArgs = missing.Names
			p.Title, p.Next = "A build argument is missing", "Give a value: --build-arg "+missing.Names[0]+"=..., or Build arguments in the window (Ctrl+B)."
		}
		return p
	}
	var foreign *dockerfile.ForeignSyntaxError
	if errors.As(err, &foreign) {
		p := newProblem(BadInput, foreign.File+" is written for another frontend",
			fmt.Sprintf("Its syntax line asks for %s. Only that frontend knows how to read it, so no stages are drawn and nothing is changed; the text is shown as it is.", foreign.Frontend),
			"Choose another Dockerfile, or remove the # syntax= line if the text is a Dockerfile's.")
		p.Dockerfile, p.Line = foreign.File, foreign.Line
		return p
	}
	var step *build.StepError
	if errors.As(err, &step) && errors.Is(err, errAfter) {
		return newProblem(AfterFailed, "A step of the changed Dockerfile failed: "+step.Step.Name, step.Error(),
			"Today's Dockerfile builds. Read the step's log, turn the change off that this step is from, and rebuild.")
	}
	if errors.As(err, &step) {
		p := newProblem(BuildFailed, "A step failed: "+step.Step.Name, step.Error(), "Read the step's log; the Dockerfile does not build as it is.")
		p.Line = step.Step.Line
		return p
	}
	var base *build.BaseError
	if errors.As(err, &base) && errors.Is(base.Kind, build.ErrUnreachable) {
		return newProblem(BuildFailed, "A base could not be fetched", sentence(err),
			"Check your network, the proxy, and the mirrors in buildkitd.toml (docs/engines.md).")
	}
	for _, a := range knownErrors() {
		if errors.Is(err, a.err) {
			return newProblem(a.kind, a.title, sentence(err), a.next)
		}
	}
	return nil
}

func sentence(err error) string { return strings.TrimSpace(err.Error()) }

// DismissProblem takes the problem away.
func (s *Session) DismissProblem() {
	s.post(func() { s.state.snapshot.Problem = nil; s.publish() })
}
