package session

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"lightship/engine/compare"
	"lightship/engine/dockerfile"
	"lightship/engine/foreign"
	"lightship/engine/language"
	"lightship/engine/project"
	"lightship/engine/proof"
	"lightship/engine/records"
	"lightship/engine/rewrite"
)

// Open opens a project folder, or the folder of a Dockerfile with that file chosen. Until that has gone well, the project that was
// open stays open, and what runs for it goes on.
func (s *Session) Open(path string) {
	s.post(func() {
		s.find("Open "+filepath.Base(path), func(ctx context.Context) (f finding, err error) {
			if f.project, f.choice, err = findProject(ctx, path); err != nil {
				return f, err
			}
			f.target, f.recent = f.choice.build.Target, s.remember(f.project.Root)
			f.brought = s.brought(f.recent)
			s.resume(&f, path)
			return f, nil
		})
	})
}

// finding is a project that was found, with what to show of it first.
type finding struct {
	project *project.Project
	choice  choice
	target  string
	recent  []string
	brought map[string]records.Result
	// kept is the plan to go on with where it fits, nil for a new one; record is what is kept of the project.
	kept   *kept
	record records.Project
	// earlier are the figures of the last rebuild; read says that they were made in another session, and are kept as a report is.
	earlier *compare.Comparison
	read    bool
}

// find looks for a project beside the session's goroutine, and opens it when it was found.
func (s *Session) find(name string, look func(context.Context) (finding, error)) {
	ctx, number := s.begin(Finding, name)
	s.publish()
	s.work(func() {
		f, err := look(ctx)
		s.post(func() {
			switch {
			case !s.state.jobs.runs(number):
			case err != nil:
				s.notOpened(number, err)
				if s.state.awaitsSources() {
					s.state.notFound = s.state.snapshot.Problem // It is still to be read when they are.
				}
			default:
				s.state.jobs.end(number)
				s.state.notFound = nil
				s.found(name, f)
			}
		})
	})
}

// remember puts a folder in front of the recent ones and returns them all.
func (s *Session) remember(dir string) []string {
	recent, err := s.settings.Folders.remember(dir)
	if err != nil {
		s.settings.Log.WithError(err).Warn("recent folders are not kept")
	}
	return recent
}

// found shows the Dockerfile and its graph at once, and goes on to what the sources say.
func (s *Session) found(name string, f finding) {
	st := &s.state
	p, c := f.project, f.choice
	ctx, number := s.begin(Opening, name)
	st.endProject()
	st.snapshot = Snapshot{
		Number: st.snapshot.Number, Project: p.At(c.context), Platform: st.snapshot.Platform, Link: st.snapshot.Link, Target: f.target,
		Engine: st.snapshot.Engine, Recent: f.recent, Brought: f.brought, Page: f.record.Page,
	}
	st.kept, st.record, st.page = f.kept, f.record, f.record.Page
	st.earlier, st.earlierRead = f.earlier, f.read
	st.reading = true
	st.jobs.change(number, func(j *Job) { j.Step = "reading the sources" })
	s.take(c)
	st.leave()
	s.read(c, 0)
	s.work(func() {
		next, err := language.All().Read(ctx, p, c.context)
		s.secrets.AddNamed(proof.Given(p))
		opened := func() {
			switch {
			case !st.jobs.runs(number):
			case err != nil:
				s.notOpened(number, err)
			default:
				st.snapshot.Project = next
				s.chosen(number, c)
			}
		}
		s.post(func() {
			if st.jobs.runs(number) {
				st.drafting.opened = opened
				s.goOn()
			}
		})
	})
}

// notOpened says why a job could not open what it was to.
func (s *Session) notOpened(number int, err error) {
	s.state.jobs.end(number)
	s.state.snapshot.Problem = explain(err)
	s.unread()
	s.publish()
}

// maxDockerfile is the most bytes that are read as a Dockerfile.
const maxDockerfile = 4 << 20

func readDockerfile(dir, name string) ([]byte, error) {
	path := filepath.Join(dir, name)
	text, err := foreign.ReadFile(path, maxDockerfile)
	if err != nil {
		return nil, fmt.Errorf("read Dockerfile: %w", err)
	}
	return text, nil
}

// read takes the text of a Dockerfile as the before text and forgets what belonged to another. The job that opens it ends when the
// text is worked out.
func (s *Session) read(c choice, opens int) {
	st := &s.state
	st.source, st.memory = c.text, &rewrite.Memory{}
	s.secrets.Learn(string(c.text))
	st.savedPlan, st.written = nil, nil
	st.snapshot.PlanSaved, st.snapshot.PlanFiles = false, nil
	n := &st.snapshot
	n.Dockerfile = c.name
	n.Builds, n.Comparison, n.Stale = Builds{}, nil, false
	n.Proof, n.Learned, n.Remedies, n.Rounds, n.Tries = nil, nil, nil, nil, nil
	n.Before, n.After, n.Ignore, n.Findings, n.Changes, n.Bases, n.Base = &View{Text: st.source}, nil, nil, nil, nil, nil, ""
	n.Outdated, n.Resumed, n.Earlier, st.outdated = nil, nil, false, nil
	s.model(opens)
}

// ChooseTarget chooses the stage to build, by name; empty for the last. In a session that somebody looks at, a stage that the Dockerfile
// has not got is said to be missing, and the target stays: a list of another project may have been open.
func (s *Session) ChooseTarget(name string) {
	s.remodel("Target", false, func() *Problem { return s.missingStage(name) }, func() { s.state.snapshot.Target = name })
}

// missingStage says that the Dockerfile that is looked at has no such stage; nil when it has.
func (s *Session) missingStage(name string) *Problem {
	targets := s.state.snapshot.Targets
	known := slices.ContainsFunc(targets, func(t string) bool { return strings.EqualFold(t, name) })
	if !s.settings.Interactive || name == "" || len(targets) == 0 || known {
		return nil
	}
	return newProblem(BadInput, fmt.Sprintf("There is no stage %q", name), "The Dockerfile has the stages "+strings.Join(targets, ", ")+".",
		"Choose one of them, or the last stage.")
}

// ChoosePlatform chooses what to build for, such as "linux/arm64".
func (s *Session) ChoosePlatform(platform string) {
	s.remodel("Platform", true, noProblem, func() { s.state.snapshot.Platform = platform })
}

func noProblem() *Problem { return nil }

// remodel changes something that is given from outside and models the same text again. A rebuild that runs goes on with
// what it was asked for, and the plan stays as far as it fits. What is changed is of what is open, or always the session's; where against
// has something against it, nothing is changed.
func (s *Session) remodel(what string, always bool, against func() *Problem, change func()) {
	command := func() {
		if p := against(); p != nil {
			s.state.snapshot.Problem = p
			s.publish()
			return
		}
		s.state.awaitLayers = false
		s.state.settlePlan()
		k := s.keepOn()
		change()
		if s.state.snapshot.Project == nil {
			s.publish()
			return
		}
		s.state.kept = k
		s.state.snapshot.Stale = s.state.snapshot.Comparison != nil
		s.model(0)
	}
	s.post(func() {
		d := &s.state.drafting
		if len(d.waiting) > 0 || s.state.awaitPlan != nil && s.state.snapshot.Planning {
			d.waiting = append(d.waiting, waiting{what: what, always: always, run: command})
			return
		}
		command()
	})
}

// model has the before text, and all that is shown of it, worked out.
func (s *Session) model(opens int) {
	st := &s.state
	st.snapshot.Problem, st.notFound = cmp.Or(st.droppedProblem(), st.notFound), nil
	if !st.reading {
		st.dropped = nil
	}
	st.proposal, st.undo, st.redo, st.plan = nil, nil, nil, plan{}
	st.endFacts()
	s.takeEvidence()
	s.dropLayers()
	s.dropSeen()
	s.draft(wanted{text: true, propose: !st.reading, opens: opens})
	s.publish()
}

// propose asks the rules what to change in the before text, with what is known of the bases by now.
func (k *known) propose() (*rewrite.Proposal, error) {
	n := &k.snapshot
	return rewrite.Propose(rewrite.Input{
		File: n.Before.File, Options: k.options(), Project: n.Project, Target: n.Target, Candidates: k.candidateBases(),
		Memory: k.memory, BaseBytes: k.baseBytes, Digest: k.digestOf, Image: k.analysed, Built: k.built, Layers: k.wrote(),
	})
}

// options are what every text of the open Dockerfile is parsed with.
func (k *known) options() dockerfile.Options {
	n := &k.snapshot
	return dockerfile.Options{
		Name: n.Dockerfile, BuildArgs: k.args(), Platform: n.Platform, Target: n.Target, Contexts: k.named(),
	}
}

// stageNames are the names that BuildKit takes as a target: a stage without a name can't be one, but as the last.
func stageNames(f *dockerfile.File) []string {
	var names []string
	seen := map[string]bool{"": true}
	for _, stage := range f.Stages {
		if !seen[stage.Name] {
			names, seen[stage.Name] = append(names, stage.Name), true
		}
	}
	return names
}

// measureContext measures the build context beside everything else, in place of the measuring that runs.
func (s *Session) measureContext() {
	n := s.state.snapshot
	ctx, number := s.state.jobs.begin(measuring, "")
	s.state.snapshot.Context, s.state.contextError = project.ContextSize{}, nil
	show := func(size project.ContextSize) {
		s.post(func() {
			if s.state.jobs.runs(number) {
				s.state.snapshot.Context = size
				s.publish()
			}
		})
	}
	s.work(func() {
		size, err := project.MeasureContext(ctx, n.Project.Dir, n.Project.InContext(n.Dockerfile), show)
		if err != nil {
			if !errors.Is(err, context.Canceled) {
				s.settings.Log.WithError(err).Warn("build context not measured")
			}
			s.post(func() { s.notMeasured(number, err) })
			return
		}
		show(size)
		s.post(func() { s.state.jobs.end(number) })
	})
}

// notMeasured says why the build context could not be measured, unless another was chosen meanwhile.
func (s *Session) notMeasured(number int, err error) {
	if !s.state.jobs.runs(number) {
		return
	}
	s.state.jobs.end(number)
	s.state.contextError = err
	n := &s.state.snapshot
	n.Findings = slices.Concat(n.Findings, contextFinding(err))
	s.publish()
}
