package dockerfile

import (
	"errors"
	"fmt"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// runTriggers adds the ONBUILD instructions that a stage gets from its base and returns the environment behind them.
func (r *reader) runTriggers(stage *Stage, env Environment) (Environment, error) {
	for _, expression := range r.triggersOf(stage) {
		in := Instruction{Lines: stage.Lines, Text: expression}
		c, second, err := readTrigger(expression)
		if err != nil {
			// The error's own place is one in the trigger, so it isn't wrapped.
			return env, fmt.Errorf("the base brings ONBUILD %s: %s", expression, plain(err))
		}
		in, env = r.scope.run(in, c, second, env)
		stage.Triggers = append(stage.Triggers, in)
	}
	return env, nil
}

// readTrigger returns BuildKit's typed form of what stands behind ONBUILD, twice, because expanding changes one.
func readTrigger(expression string) (c, second instructions.Command, err error) {
	tree, err := parser.Parse(strings.NewReader(expression))
	if err != nil {
		return nil, nil, err
	}
	if len(tree.AST.Children) != 1 {
		return nil, nil, errors.New("a trigger is one instruction")
	}
	if c, err = commandOf(tree.AST.Children[0]); err != nil {
		return nil, nil, err
	}
	second, err = commandOf(tree.AST.Children[0])
	return c, second, err
}

// triggersOf returns what stands behind ONBUILD in a stage's base.
func (r *reader) triggersOf(stage *Stage) []string {
	switch {
	case stage.Replaced:
		return nil
	case stage.Parent < 0:
		return r.scope.images[imageOf(*stage)].OnBuild
	}
	var out []string
	for _, in := range r.file.Stages[stage.Parent].Instructions {
		if c, found := in.Command.(*instructions.OnbuildCommand); found {
			out = append(out, c.Expression)
		}
	}
	return out
}
