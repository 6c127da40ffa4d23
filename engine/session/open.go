package session

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/language"
	"lightship/engine/project"
	"lightship/engine/rewrite"
	"lightship/engine/stagegraph"
)

// Open opens a project folder, or the folder of a Dockerfile with that file chosen. When that fails, the project that
// was open stays open.
func (s *Session) Open(path string) {
	s.post(func() {
		ctx := s.begin("Open " + filepath.Base(path))
		s.state.opening++
		number := s.state.opening
		s.publish()
		s.work(func() {
			p, c, err := findProject(ctx, path)
			s.post(func() {
				if number == s.state.opening {
					s.found(ctx, p, c, err)
				}
			})
		})
	})
}

// found shows the Dockerfile and its graph at once, and goes on to what the sources say.
func (s *Session) found(ctx context.Context, p *project.Project, c choice, err error) {
	st := &s.state
	if err != nil {
		st.endJob()
		st.snapshot.Problem = explain(err)
		s.publish()
		return
	}
	recent, rememberErr := s.settings.Folders.remember(p.Root)
	if rememberErr != nil {
		s.settings.Log.WithError(rememberErr).Warn("recent folders are not kept")
	}
	st.snapshot = Snapshot{
		Number: st.snapshot.Number, Project: p.At(c.context), Platform: st.snapshot.Platform, Link: st.snapshot.Link, Target: c.build.Target,
		Engine: st.snapshot.Engine, Recent: recent, Job: st.snapshot.Job,
	}
	st.reading = true
	st.snapshot.Job.Step = "reading the sources"
	s.take(c)
	st.endAhead()
	s.read(c.name, c.text)
	s.startAhead()
	number := st.opening
	s.work(func() {
		next, err := language.All().Read(ctx, p, c.context)
		s.post(func() {
			if number == st.opening {
				s.opened(next, c, err)
			}
		})
	})
}

// maxDockerfile is the most bytes that are read as a Dockerfile.
const maxDockerfile = 4 << 20

func readDockerfile(dir, name string) ([]byte, error) {
	path := filepath.Join(dir, name)
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read Dockerfile: %w", err)
	}
	if info.Size() > maxDockerfile {
		return nil, fmt.Errorf("read Dockerfile: %s has %d bytes, which is no Dockerfile", path, info.Size())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read Dockerfile: %w", err)
	}
	return text, nil
}

func (s *Session) opened(p *project.Project, c choice, err error) {
	st := &s.state
	st.endJob()
	if err != nil {
		st.snapshot.Problem = explain(err)
		s.publish()
		return
	}
	st.snapshot.Project = p
	s.chosen(c)
}

// read takes the text of a Dockerfile as the before text and forgets what belonged to another.
func (s *Session) read(name string, text []byte) {
	st := &s.state
	st.source = text
	s.secrets.Learn(string(text))
	n := &st.snapshot
	n.Dockerfile = name
	n.Builds, n.Comparison, n.Stale = Builds{}, nil, false
	s.model()
}

// ChooseTarget chooses the stage to build, by name; empty for the last.
func (s *Session) ChooseTarget(name string) {
	s.remodel(func() { s.state.snapshot.Target = name })
}

// ChoosePlatform chooses what to build for, such as "linux/arm64".
func (s *Session) ChoosePlatform(platform string) {
	s.remodel(func() { s.state.snapshot.Platform = platform })
}

// remodel changes something that is given from outside and models the same text again. A rebuild that runs goes on with
// what it was asked for.
func (s *Session) remodel(change func()) {
	s.post(func() {
		s.state.settlePlan()
		change()
		if s.state.snapshot.Project == nil {
			s.publish()
			return
		}
		s.state.snapshot.Stale = s.state.snapshot.Comparison != nil
		s.model()
	})
}

// model turns the before text into all that is shown of it.
func (s *Session) model() {
	st := &s.state
	n := &st.snapshot
	n.Before, n.After, n.Ignore, n.Findings, n.Changes, n.Bases, n.Base = &View{Text: st.source}, nil, nil, nil, nil, nil, ""
	n.Problem = nil
	st.proposal, st.undo, st.redo, st.plan = nil, nil, nil, plan{on: map[string]bool{}}
	st.endFacts()
	s.takeEvidence()
	before, err := s.view(st.source)
	n.BuildArgs = buildArgs(before, st.args())
	if before != nil && before.File != nil {
		n.Targets = stageNames(before.File)
	}
	if err == nil && st.reading {
		n.Before = before
		s.publish()
		return
	}
	if err == nil {
		n.Before = before
		st.memory = &rewrite.Memory{}
		st.predicted = bases.Program{}
		if st.proposal, err = s.propose(); err == nil {
			st.predicted = st.proposal.Predicted()
		}
	}
	if err != nil {
		n.Problem = explain(err)
		s.publish()
		return
	}
	for _, c := range st.proposal.Changes {
		st.plan.on[c.ID] = c.Default
	}
	n.Findings = slices.Concat(st.proposal.Findings, unreadFindings(n.Project), contextFinding(st.contextError))
	s.fetchFacts()
	s.replan()
}

// propose asks the rules what to change in the before text, with what is known of the bases by now.
func (s *Session) propose() (*rewrite.Proposal, error) {
	n := &s.state.snapshot
	return rewrite.Propose(rewrite.Input{
		File: n.Before.File, Options: s.options(), Project: n.Project, Target: n.Target, Program: s.state.predicted, Candidates: s.candidateBases(),
		Memory: s.state.memory, BaseBytes: s.baseBytes, Image: s.state.analysed, Built: s.state.built,
	})
}

// options are what every text of the open Dockerfile is parsed with.
func (s *Session) options() dockerfile.Options {
	n := &s.state.snapshot
	return dockerfile.Options{
		Name: n.Dockerfile, BuildArgs: s.state.args(), Platform: n.Platform, Target: n.Target, Contexts: s.state.named(),
	}
}

// view parses a text and lays out its graph.
func (s *Session) view(text []byte) (*View, error) {
	n := &s.state.snapshot
	file, err := dockerfile.Parse(text, s.options())
	if err != nil {
		return nil, err
	}
	v := &View{Text: text, File: file}
	if v.Graph, err = stagegraph.New(file, n.Target); err != nil {
		return v, err
	}
	v.Layout = stagegraph.Place(v.Graph)
	return v, nil
}

// stageNames are the names that BuildKit takes as a target: a stage without a name can't be one, but as the last.
func stageNames(f *dockerfile.File) []string {
	var names []string
	for _, stage := range f.Stages {
		if stage.Name != "" && !slices.Contains(names, stage.Name) {
			names = append(names, stage.Name)
		}
	}
	return names
}

// measureContext measures the build context beside everything else, in place of the measuring that runs.
func (s *Session) measureContext() {
	n := s.state.snapshot
	number := s.state.opening
	if s.state.cancelMeasure != nil {
		s.state.cancelMeasure()
	}
	s.state.snapshot.Context, s.state.contextError = project.ContextSize{}, nil
	show := func(size project.ContextSize) {
		s.post(func() {
			if number == s.state.opening {
				s.state.snapshot.Context = size
				s.publish()
			}
		})
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.state.cancelMeasure = cancel
	s.work(func() {
		defer cancel()
		size, err := project.MeasureContext(ctx, n.Project.Dir, n.Project.InContext(n.Dockerfile), show)
		if err != nil {
			if !errors.Is(err, context.Canceled) {
				s.settings.Log.WithError(err).Warn("build context not measured")
				s.post(func() { s.notMeasured(number, err) })
			}
			return
		}
		show(size)
	})
	s.work(func() {
		select {
		case <-s.stop:
			cancel()
		case <-ctx.Done():
		}
	})
}

// notMeasured says why the build context could not be measured, unless another was chosen meanwhile.
func (s *Session) notMeasured(number int, err error) {
	if number != s.state.opening {
		return
	}
	s.state.contextError = err
	n := &s.state.snapshot
	n.Findings = slices.Concat(n.Findings, contextFinding(err))
	s.publish()
}
