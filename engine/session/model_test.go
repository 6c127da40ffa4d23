package session

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"lightship/engine/bases"
	"lightship/engine/build"
	"lightship/engine/dockerfile"
)

func TestTheTextOfAnotherFrontendIsShownAndNothingIsGuessed(t *testing.T) {
	s := start(t)
	text := "# syntax=ghcr.io/example/mockerfile:1\nFROM alpine AS looks-like-a-stage\n"
	s.Open(goProject(t, text))
	n := idle(t, s)
	if n.Problem == nil || n.Problem.Kind != BadInput || n.Problem.Line != 1 || !strings.Contains(n.Problem.Detail, "ghcr.io/example/mockerfile:1") {
		t.Fatalf("problem: %+v", n.Problem)
	}
	if n.Before == nil || string(n.Before.Text) != text {
		t.Errorf("the text is not shown: %+v", n.Before)
	}
	if n.Before.File != nil || n.Before.Graph != nil || len(n.Targets) > 0 || len(n.Changes) > 0 {
		t.Errorf("guessed: %v, %v, %v", n.Before.Graph, n.Targets, n.Changes)
	}
}

func TestEveryTargetThatIsOfferedCanBeChosen(t *testing.T) {
	s := start(t)
	s.Open(goProject(t, "ARG TARGETSTAGE\nFROM image:$TARGETSTAGE AS One\nRUN a\nFROM alpine\nRUN b\nFROM one\nRUN c\n"))
	n := idle(t, s)
	if !slices.Equal(n.Targets, []string{"one"}) {
		t.Fatalf("targets %q", n.Targets)
	}
	s.ChooseTarget(n.Targets[0])
	n = idle(t, s)
	if n.Problem != nil || n.Before.Graph.Target != "stage:0" || n.Before.File.Stages[0].Base != "image:one" {
		t.Errorf("%+v, %+v", n.Problem, n.Before.File.Stages[0])
	}
}

func TestEveryKnownErrorHasAPlaceOrATitleOfItsOwn(t *testing.T) {
	unknown := explain(errors.New("x")).Title
	for _, err := range []error{
		dockerfile.ErrEmpty, dockerfile.ErrNoTarget, build.ErrEngineConfig, &dockerfile.ForeignSyntaxError{File: "Dockerfile", Frontend: "x", Line: 1},
		&dockerfile.SyntaxError{File: "Dockerfile", Line: 1, Err: dockerfile.ErrEmpty},
	} {
		if p := explain(err); p.Title == unknown || p.Next == "" {
			t.Errorf("%v: %+v", err, p)
		}
	}
}

func TestARegistryThatDoesNotAnswerIsNotTakenForTheBuilder(t *testing.T) {
	registry := explain(fmt.Errorf("build: %w", &build.BaseError{Ref: "docker.io/library/php:8.2", Kind: build.ErrUnreachable, Err: errors.New("no such host")}))
	if registry.Kind != BuildFailed || !strings.Contains(registry.Next, "network") {
		t.Errorf("%+v", registry)
	}
	if builder := explain(fmt.Errorf("connect: %w", build.ErrUnreachable)); builder.Kind != NoEngine || !strings.Contains(builder.Next, "BUILDKIT_HOST") {
		t.Errorf("%+v", builder)
	}
}

func TestAStepOfTheChangedDockerfileIsNotBlamedOnTodays(t *testing.T) {
	step := &build.StepError{Step: build.Step{Name: "[builder 2/2] RUN go build"}, ExitCode: 1, Err: errors.New("exit code 1")}
	today, changed := explain(fmt.Errorf("build the before image: %w", step)), explain(fmt.Errorf("%w: %w", errAfter, step))
	if today.Kind != BuildFailed || changed.Kind != AfterFailed || changed.Line != 0 || strings.Contains(changed.Next, "as it is") {
		t.Errorf("%+v, %+v", today, changed)
	}
}

func TestAStaticSiteStandsOnAWebServerOfTheTable(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../testdata/projects/node-vite")); err != nil {
		t.Fatal(err)
	}
	s := startWith(t, sizedFacts{})
	s.Open(dir)
	n := idle(t, s)
	if row, ok := findRow(n.Bases, n.Base); !ok || row.Runtime != "nginx" || row.Verdict.Level != bases.Fits || n.FinalBase() != n.Base {
		t.Errorf("a static site is to stand on %q, and stands on %q", n.Base, n.FinalBase())
	}
	s.Toggle("final-base", false)
	n = idle(t, s)
	if final := n.FinalBase(); final != "nginx:stable" || n.After.Notes["image:"+final].OnDisk != 4<<20 {
		t.Errorf("with final-base off it stands on %q, of which is known: %+v", final, n.After.Notes["image:"+final])
	}
}
