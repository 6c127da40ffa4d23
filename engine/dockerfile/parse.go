package dockerfile

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/distribution/reference"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/util/suggest"
)

// Scratch is the base that is no image: a stage from it starts with nothing.
const Scratch = "scratch"

// Parse reads a Dockerfile as BuildKit does and returns its model, which keeps a copy of text. It fails with
// ErrEmpty when there is no FROM, ErrForeignSyntax when the file isn't written for Dockerfile's frontend, and
// *SyntaxError when BuildKit would refuse the text.
func Parse(text []byte, o Options) (*File, error) {
	f := &File{Name: o.Name, Source: bytes.Clone(text), Escape: parser.DefaultEscapeToken}
	if f.Name == "" {
		f.Name = "Dockerfile"
	}
	src := newSource(f.Source)
	if err := f.readDirectives(src); err != nil {
		return nil, err
	}
	tree, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		if strings.Contains(err.Error(), "file with no instructions") {
			return nil, fmt.Errorf("%s: %w", f.Name, ErrEmpty)
		}
		return nil, syntaxError(f.Name, src, directiveLine(src, err), err)
	}
	f.Escape = tree.EscapeToken
	stages, metaArgs, err := instructions.Parse(tree.AST, silentLinter())
	if err != nil {
		return nil, syntaxError(f.Name, src, 1, err)
	}
	if len(stages) == 0 {
		return nil, fmt.Errorf("%s: %w", f.Name, ErrEmpty)
	}
	if f.contexts, err = newContexts(o); err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	r := &reader{file: f, src: src, byName: map[string]int{}}
	if r.scope, err = newScope(o, f.Escape, targetOf(o, stages)); err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	if err := r.readArgs(metaArgs); err != nil {
		return nil, err
	}
	// Expanding changes BuildKit's commands, so a second set of them is made for it.
	second, _, err := instructions.Parse(tree.AST, silentLinter())
	if err != nil {
		return nil, syntaxError(f.Name, src, 1, err)
	}
	for i, s := range stages {
		if err := r.readStage(s, second[i].Commands); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// Target returns the index of the stage with this name, in any case, or of the last stage for "". It fails with
// ErrNoTarget, also for a stage's number: BuildKit takes a target by its name alone, unlike a COPY --from.
func (f *File) Target(name string) (int, error) {
	if name == "" {
		return len(f.Stages) - 1, nil
	}
	names := make([]string, 0, len(f.Stages))
	for i := len(f.Stages) - 1; i >= 0; i-- {
		if f.Stages[i].Name == "" {
			continue
		}
		if f.Stages[i].Name == strings.ToLower(name) {
			return i, nil
		}
		names = append(names, f.Stages[i].Name)
	}
	err := fmt.Errorf("%s: target %q: %w%s", f.Name, name, ErrNoTarget, f.targets(name, names))
	return -1, suggest.WrapError(err, name, names, false)
}

// maxTargets is how many stages an error lists.
const maxTargets = 12

// targets says what can be written in place of a target that is no stage's name; names are from the last to the first.
func (f *File) targets(given string, names []string) string {
	if i, err := strconv.Atoi(given); err == nil && i >= 0 && i < len(f.Stages) {
		stage := f.Stages[i]
		switch {
		case stage.Name != "":
			return fmt.Sprintf("; stages are named, not numbered: write %s", stage.Name)
		case i == len(f.Stages)-1:
			return "; it is the last stage, which is built when no target is given"
		}
		return fmt.Sprintf("; stages are named, not numbered: write AS NAME behind the FROM in line %d", stage.Lines.First)
	}
	slices.Reverse(names)
	names = slices.Compact(names)
	switch {
	case len(names) == 0:
		return "; none of its stages has a name, so only the last can be built"
	case len(names) > maxTargets:
		return fmt.Sprintf("; its stages are %s and %d more", strings.Join(names[:maxTargets], ", "), len(names)-maxTargets)
	}
	return "; its stages are " + strings.Join(names, ", ")
}

// reader turns BuildKit's stages into ours, one after the other.
type reader struct {
	file   *File
	src    *source
	scope  *scope
	byName map[string]int
}

func (r *reader) fail(at []parser.Range, err error) error {
	return syntaxError(r.file.Name, r.src, linesOf(at).First, err)
}

func (r *reader) readArgs(metaArgs []instructions.ArgCommand) error {
	for _, c := range metaArgs {
		at := linesOf(c.Location())
		for _, kv := range c.Args {
			value, err := r.scope.declareGlobal(kv)
			if err != nil {
				return r.fail(c.Location(), err)
			}
			arg := Arg{Name: kv.Key, Value: value, Lines: at}
			if kv.Value != nil {
				arg.Default, arg.HasDefault = *kv.Value, true
			}
			r.file.Args = append(r.file.Args, arg)
		}
	}
	return nil
}

func (r *reader) readStage(s instructions.Stage, second []instructions.Command) error {
	stage := Stage{Index: len(r.file.Stages), Name: s.Name, Parent: -1, Lines: linesOf(s.Location)}
	var err error
	if stage.Base, stage.Platform, err = r.scope.expandFrom(s); err != nil {
		return r.fail(s.Location, err)
	}
	if err := r.findBase(&stage); err != nil {
		return r.fail(s.Location, err)
	}
	if s.Name != "" {
		r.byName[s.Name] = stage.Index
	}
	env := r.scope.stageEnv(stage)
	stage.Instructions = append(stage.Instructions, Instruction{
		Keyword: "FROM", Lines: stage.Lines, Text: r.src.text(stage.Lines), Env: r.scope.globals,
	})
	if env, err = r.runTriggers(&stage, env); err != nil {
		return r.fail(s.Location, err)
	}
	for n, c := range s.Commands {
		at := linesOf(c.Location())
		in := Instruction{Lines: at, Text: r.src.text(at)}
		in, env = r.scope.run(in, c, second[n], env)
		stage.Instructions = append(stage.Instructions, in)
		stage.Lines.Last = at.Last
	}
	r.scope.leave(env)
	r.file.Stages = append(r.file.Stages, stage)
	return nil
}

// findBase says what a stage stands on: a context with the stage's name, an earlier stage, a context with the base's
// name, or an image.
func (r *reader) findBase(stage *Stage) error {
	if stage.Name != "" {
		if c, found := r.file.contexts.find(stage.Name, stage.Platform); found {
			stage.Context, stage.Replaced = &c, true
			return r.checkReference(stage.Base)
		}
	}
	if parent, found := r.byName[stage.Base]; found {
		stage.Parent = parent
		return nil
	}
	if err := r.checkReference(stage.Base); err != nil {
		return err
	}
	if c, found := r.file.NamedContext(stage.Base, stage.Platform); found {
		stage.Context = &c
	}
	return nil
}

// runTriggers adds the ONBUILD instructions that a stage gets from its base and returns the environment behind them.
func (r *reader) runTriggers(stage *Stage, env environment) (environment, error) {
	for _, expression := range r.triggersOf(stage) {
		in := Instruction{Lines: stage.Lines, Text: expression}
		c, second, err := readTrigger(expression)
		if err != nil {
			// The error's own place is one in the trigger, so it isn't wrapped.
			return nil, fmt.Errorf("the base brings ONBUILD %s: %s", expression, plain(err))
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

// commandOf returns BuildKit's typed form of an instruction.
func commandOf(n *parser.Node) (instructions.Command, error) {
	parsed, err := instructions.ParseInstructionWithLinter(n, silentLinter())
	if err != nil {
		return nil, err
	}
	c, isCommand := parsed.(instructions.Command)
	if !isCommand {
		return nil, fmt.Errorf("%s can't stand behind ONBUILD", strings.ToUpper(n.Value))
	}
	return c, nil
}

// silentLinter warns of nothing. BuildKit's parser must not go without a linter: it panics on a "check=skip=" comment.
func silentLinter() *linter.Linter {
	return linter.New(&linter.Config{Warn: func(string, string, string, string, []parser.Range) {}})
}

// triggersOf returns what stands behind ONBUILD in a stage's base.
func (r *reader) triggersOf(stage *Stage) []string {
	switch {
	case stage.Replaced:
		return nil
	case stage.Parent < 0:
		return r.scope.imageOf(*stage).OnBuild
	}
	var out []string
	for _, in := range r.file.Stages[stage.Parent].Instructions {
		if c, found := in.Command.(*instructions.OnbuildCommand); found {
			out = append(out, c.Expression)
		}
	}
	return out
}

// checkReference fails for a base that neither names an earlier stage nor is a well-formed image reference.
func (r *reader) checkReference(base string) error {
	if base == Scratch {
		return nil
	}
	if _, err := reference.ParseNormalizedNamed(base); err != nil {
		err = fmt.Errorf("failed to parse stage name %q: %w", base, err)
		if _, found := r.byName[strings.ToLower(base)]; found {
			return fmt.Errorf("%w (stage names after FROM are lower case: did you mean %s?)", err, strings.ToLower(base))
		}
		names := make([]string, 0, len(r.file.Stages))
		for _, s := range r.file.Stages {
			names = append(names, s.Name)
		}
		return suggest.WrapError(err, base, names, true)
	}
	return nil
}

// linesOf returns the lines that BuildKit's location spans.
func linesOf(at []parser.Range) Lines {
	if len(at) == 0 {
		return Lines{}
	}
	return Lines{First: at[0].Start.Line, Last: at[len(at)-1].End.Line}
}

// targetOf returns the value of the automatic ARG TARGETSTAGE.
func targetOf(o Options, stages []instructions.Stage) string {
	switch {
	case o.Target != "":
		return o.Target
	case stages[len(stages)-1].Name != "":
		return stages[len(stages)-1].Name
	}
	return "default"
}
