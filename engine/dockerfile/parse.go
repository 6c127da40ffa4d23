package dockerfile

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/distribution/reference"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/util/suggest"

	"lightship/engine/foreign"
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
	if err := foreign.Variables(string(text)); err != nil {
		return nil, &SyntaxError{File: f.Name, Line: 1, Err: err}
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
	second, err := forExpanding(tree.AST.Children[len(metaArgs):], stages)
	if err != nil {
		return nil, syntaxError(f.Name, src, 1, err)
	}
	for i, s := range stages {
		if err := r.readStage(s, second[i]); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// forExpanding are the commands of each stage once more, since expanding changes BuildKit's commands. One whose line has nothing to
// expand is not made again. Nodes are those of the stages and their commands, in order.
func forExpanding(nodes []*parser.Node, stages []instructions.Stage) ([][]instructions.Command, error) {
	second, lint := make([][]instructions.Command, 0, len(stages)), silentLinter()
	for _, stage := range stages {
		nodes = nodes[1:] // FROM
		commands := slices.Clone(stage.Commands)
		for i := range commands {
			if len(nodes[i].Heredocs) == 0 && IsPlain(nodes[i].Original) {
				continue
			}
			again, err := instructions.ParseInstructionWithLinter(nodes[i], lint)
			if err != nil {
				return nil, err
			}
			commands[i] = again.(instructions.Command)
		}
		second, nodes = append(second, commands), nodes[len(commands):]
	}
	return second, nil
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
