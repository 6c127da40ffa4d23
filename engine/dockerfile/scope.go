package dockerfile

import (
	"fmt"
	"strings"

	"github.com/containerd/platforms"
	"github.com/distribution/reference"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
	"github.com/moby/buildkit/util/suggest"
	"github.com/moby/buildkit/util/system"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

// longestValue is the longest a variable can be, in bytes: Linux starts no program with a longer one
// (MAX_ARG_STRLEN), and values that double from line to line must not fill the memory.
const longestValue = 128 << 10

// scope knows which variables are visible where.
type scope struct {
	// lex reads words; raw those that keep their quotes.
	lex, raw *shell.Lex
	// buildArgs are given from outside and win over every default.
	buildArgs map[string]string
	// globals are the automatic platform ARGs and the ARGs before the first FROM.
	globals Environment
	images  map[string]ImageConfig
	os      string
	// stages are the environments at the end of each stage so far, bases those that images start with.
	stages []Environment
	bases  map[string]Environment
}

func newScope(o Options, escape rune, target string) (*scope, error) {
	build := platforms.DefaultSpec()
	on := build
	if o.Platform != "" {
		var err error
		if on, err = platforms.Parse(o.Platform); err != nil {
			return nil, fmt.Errorf("%q %w", o.Platform, ErrNoPlatform)
		}
	}
	globals := automaticArgs(build, on, target)
	for _, name := range globals.Keys() {
		if value, given := o.BuildArgs[name]; given {
			globals = globals.With(name, value)
		}
	}
	raw := shell.NewLex('\\')
	raw.SkipProcessQuotes = true
	return &scope{
		lex: shell.NewLex(escape), raw: raw, buildArgs: o.BuildArgs, globals: globals, images: o.Images, os: on.OS, bases: map[string]Environment{},
	}, nil
}

// automaticArgs are the ARGs that BuildKit gives every Dockerfile.
func automaticArgs(build, on ocispecs.Platform, target string) Environment {
	return NewEnvironment(map[string]string{
		"BUILDPLATFORM":   platforms.Format(build),
		"BUILDOS":         build.OS,
		"BUILDOSVERSION":  build.OSVersion,
		"BUILDARCH":       build.Architecture,
		"BUILDVARIANT":    build.Variant,
		"TARGETPLATFORM":  platforms.FormatAll(on),
		"TARGETOS":        on.OS,
		"TARGETOSVERSION": on.OSVersion,
		"TARGETARCH":      on.Architecture,
		"TARGETVARIANT":   on.Variant,
		"TARGETSTAGE":     target,
	})
}

// declareGlobal adds an ARG that stands before the first FROM and returns its value.
func (s *scope) declareGlobal(kv instructions.KeyValuePairOptional) (string, error) {
	value, given := s.buildArgs[kv.Key]
	if !given {
		if kv.Value == nil {
			return s.globals.Value(kv.Key), nil
		}
		var err error
		if value, _, err = s.lex.ProcessWord(*kv.Value, s.globals); err != nil {
			return "", err
		}
	}
	if err := checkLength(kv.Key, value); err != nil {
		return "", err
	}
	s.globals = s.globals.With(kv.Key, value)
	return value, nil
}

// expandFrom returns the base and the platform of a FROM with their ARGs replaced.
func (s *scope) expandFrom(st instructions.Stage) (base, platform string, err error) {
	found, err := s.lex.ProcessWordWithMatches(st.BaseName, s.globals)
	if err != nil {
		return "", "", err
	}
	if found.Result == "" {
		err := fmt.Errorf("base name (%s) should not be blank", st.BaseName)
		return "", "", s.suggest(err, found.Unmatched)
	}
	if len(found.Unmatched) > 0 && !complete(found.Result) {
		return "", "", s.suggest(fmt.Errorf("failed to parse stage name %q", found.Result), found.Unmatched)
	}
	if st.Platform == "" {
		return found.Result, "", nil
	}
	on, err := s.lex.ProcessWordWithMatches(st.Platform, s.globals)
	if err != nil {
		return "", "", fmt.Errorf("failed to process arguments for platform %s: %w", st.Platform, err)
	}
	if on.Result == "" {
		return "", "", s.suggest(fmt.Errorf("empty platform value from expression %s", st.Platform), on.Unmatched)
	}
	if _, err := platforms.Parse(on.Result); err != nil {
		return "", "", s.suggest(fmt.Errorf("failed to parse platform %s: %w", st.Platform, err), on.Unmatched)
	}
	return found.Result, on.Result, nil
}

// complete says whether an image reference reads as if nothing were missing in it: python: and python:3.-slim lack a variable's
// value. BuildKit takes the second one, and then no registry has it; it takes a- and a--b too, which may be meant.
func complete(ref string) bool {
	if _, err := reference.ParseNormalizedNamed(ref); err != nil {
		return false
	}
	return !strings.HasSuffix(ref, ".") && !strings.Contains(ref, ".-")
}

// suggest names the ARG that an unset variable was probably meant to be.
func (s *scope) suggest(err error, unmatched map[string]struct{}) error {
	for _, name := range sortedKeys(unmatched) {
		if found, wrapped := suggest.WrapErrorMaybe(err, name, s.globals.Keys(), true); found {
			return wrapped
		}
	}
	if names := sortedKeys(unmatched); len(names) > 0 {
		return &MissingArgError{Names: names, Err: err}
	}
	return err
}

// stageEnv returns the environment that a stage starts with: its parent's, or its base image's where that is known.
func (s *scope) stageEnv(st Stage) Environment {
	if st.Parent >= 0 {
		return s.stages[st.Parent]
	}
	image := imageOf(st)
	env, known := s.bases[image]
	if !known {
		env = s.imageEnv(s.images[image])
		s.bases[image] = env
	}
	return env
}

// imageOf is the image that a stage stands on.
func imageOf(st Stage) string {
	if st.Context != nil {
		return st.Context.image()
	}
	return st.Base
}

// imageEnv returns the environment that an image starts with, as far as its config is known.
func (s *scope) imageEnv(image ImageConfig) Environment {
	env := Environment{}
	for _, kv := range image.Env {
		name, value, _ := strings.Cut(kv, "=")
		env = env.With(name, value)
	}
	if _, found := env.Get("PATH"); !found && s.os != "windows" {
		env = env.With("PATH", system.DefaultPathEnv(s.os))
	}
	return env
}

func checkLength(name, value string) error {
	if len(value) > longestValue {
		return fmt.Errorf("the value of %s is %d bytes long, more than the %d that Linux allows", name, len(value), longestValue)
	}
	return nil
}

// run fills in what an instruction is in this environment and returns the environment behind it. Second is another
// copy of the command, which is changed. What BuildKit would refuse to expand stays as it is written: it only
// matters when the stage is built.
func (s *scope) run(in Instruction, c, second instructions.Command, env Environment) (Instruction, Environment) {
	in.Keyword, in.Command, in.expanded, in.Env = strings.ToUpper(c.Name()), c, second, env
	if arg, isArg := second.(*instructions.ArgCommand); isArg {
		after, err := s.afterArg(arg, env)
		if err != nil {
			in.problem = err
			return in, env
		}
		return in, after
	}
	if in.problem = s.expand(second, env); in.problem == nil {
		in.problem = firstOf(refusal(second), refusedBytes(in))
	}
	if set, isEnv := second.(*instructions.EnvCommand); isEnv && in.problem == nil {
		for _, kv := range set.Env {
			if in.problem = checkLength(kv.Key, kv.Value); in.problem != nil {
				break
			}
			env = env.With(kv.Key, kv.Value)
		}
	}
	return in, env
}

// expand replaces the variables in a command.
func (s *scope) expand(c instructions.Command, env Environment) error {
	word := func(lex *shell.Lex) instructions.SingleWordExpander {
		return func(w string) (string, error) {
			if IsPlain(w) {
				return w, nil
			}
			out, _, err := lex.ProcessWord(w, env)
			return out, err
		}
	}
	if ports, isExpose := c.(*instructions.ExposeCommand); isExpose {
		return s.expandPorts(ports, env)
	}
	if e, found := c.(instructions.SupportsSingleWordExpansion); found {
		if err := e.Expand(word(s.lex)); err != nil {
			return err
		}
	}
	if e, found := c.(instructions.SupportsSingleWordExpansionRaw); found {
		return e.ExpandRaw(word(s.raw))
	}
	return nil
}

// IsPlain says whether a word has nothing that BuildKit's lexer would read: it stands for itself. Most words do, and to look is
// much cheaper than to read.
func IsPlain(word string) bool {
	for i := range len(word) {
		switch c := word[i]; {
		case c < ' ', c > '~', c == '$', c == '\\', c == '`', c == '\'', c == '"':
			return false
		}
	}
	return true
}

// expandPorts replaces the variables of EXPOSE, each of which may hold several ports.
func (s *scope) expandPorts(c *instructions.ExposeCommand, env Environment) error {
	var ports []string
	for _, p := range c.Ports {
		words, err := s.lex.ProcessWords(p, env)
		if err != nil {
			return err
		}
		ports = append(ports, words...)
	}
	c.Ports = ports
	return nil
}

func (s *scope) afterArg(c *instructions.ArgCommand, env Environment) (Environment, error) {
	for _, kv := range c.Args {
		value, set := s.buildArgs[kv.Key]
		switch {
		case set:
		case kv.Value != nil:
			var err error
			if value, _, err = s.lex.ProcessWord(*kv.Value, env); err != nil {
				return env, err
			}
			set = true
		default:
			value, set = s.globals.Get(kv.Key)
		}
		if err := checkLength(kv.Key, value); err != nil {
			return env, err
		}
		if set {
			env = env.With(kv.Key, value)
		}
	}
	return env, nil
}

// leave remembers the environment at the end of a stage, for the stages that stand on it.
func (s *scope) leave(env Environment) { s.stages = append(s.stages, env) }
