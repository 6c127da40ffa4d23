package pattern

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
)

// carry works out what of the instructions that stay in the builder the final stage gets too.
func (s *Split) carry(o Settings) {
	args := map[string]bool{}
	for i, ins := range s.stage.Instructions {
		before := i < o.After
		switch c := ins.Command.(type) {
		case *instructions.VolumeCommand:
			s.Volumes = true
		case *instructions.EnvCommand:
			if before {
				s.carryEnv(o, c, args)
				continue
			}
		case *instructions.ArgCommand:
			if before {
				for _, a := range c.Args {
					args[a.Key] = true
				}
			} else {
				s.carryArgs(referencedIn(c), args)
			}
			continue
		}
		if before && belongsToImage(ins) {
			lines := s.subject.WithComments(ins.Lines)
			s.moved = append(s.moved, moved{index: i, lines: lines, text: s.subject.SourceLines(lines)})
		}
		if i > o.After || belongsToImage(ins) {
			s.carryArgs(model.ReferencedVars(ins.Text), args)
		}
	}
}

// belongsToImage says whether an instruction only sets the image's config.
func belongsToImage(ins dockerfile.Instruction) bool {
	switch ins.Keyword {
	case "EXPOSE", "LABEL", "VOLUME", "STOPSIGNAL", "HEALTHCHECK", "MAINTAINER", "CMD", "ENTRYPOINT":
		return true
	}
	return false
}

// carryEnv repeats an ENV in the final stage without the variables that only the build reads.
func (s *Split) carryEnv(o Settings, c *instructions.EnvCommand, args map[string]bool) {
	var pairs []string
	for _, kv := range c.Env {
		if o.BuildEnv != nil && o.BuildEnv(kv.Key) {
			continue
		}
		value := envValue(s.stage.Env.Value(kv.Key), kv.Value, args)
		if kv.Key == "PATH" {
			value = s.beforeOwnPath(value)
		}
		pairs = append(pairs, kv.Key+"="+value)
		s.carryArgs(argsOf(kv.Value, args), args)
	}
	if len(pairs) > 0 {
		s.carried = append(s.carried, "ENV "+strings.Join(pairs, " \\\n    "))
	}
}

// beforeOwnPath is a PATH whose folders of the builder's image are those of the final one, which has its own.
func (s *Split) beforeOwnPath(value string) string {
	if s.stage.Parent >= 0 || len(s.stage.Envs) == 0 {
		return value
	}
	if own := s.stage.Envs[0].Value("PATH"); own != "" {
		if front, ok := strings.CutSuffix(strings.TrimSuffix(value, `"`), ":"+own); ok && strings.HasPrefix(value, `"`) {
			return front + `:$PATH"`
		}
	}
	return value
}

// envValue keeps a value as written, unless it refers to a variable that the final stage does not have.
func envValue(expanded, written string, args map[string]bool) string {
	for _, name := range model.ReferencedVars(written) {
		if !args[name] {
			written = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`).Replace(expanded) + `"`
			break
		}
	}
	if written == "" {
		return `""`
	}
	if strings.ContainsAny(written, " \t") && !strings.ContainsAny(written[:1], `"'`) && !strings.Contains(written, `\ `) {
		return `"` + written + `"`
	}
	return written
}

// argsOf returns the variables of a text that are ARGs.
func argsOf(text string, args map[string]bool) []string {
	var out []string
	for _, name := range model.ReferencedVars(text) {
		if args[name] {
			out = append(out, name)
		}
	}
	return out
}

func referencedIn(c *instructions.ArgCommand) []string {
	var out []string
	for _, a := range c.Args {
		if a.Value != nil {
			out = append(out, model.ReferencedVars(*a.Value)...)
		}
	}
	return out
}

// carryArgs declares in the final stage the ARGs of the builder that its instructions refer to.
func (s *Split) carryArgs(names []string, args map[string]bool) {
	sort.Strings(names)
	for _, name := range names {
		if !args[name] {
			continue
		}
		for _, ins := range s.stage.Instructions {
			c, ok := ins.Command.(*instructions.ArgCommand)
			if !ok {
				continue
			}
			for _, a := range c.Args {
				if line := argLine(a); a.Key == name && !slices.Contains(s.carried, line) {
					s.carried = append(s.carried, line)
				}
			}
		}
	}
}

func argLine(a instructions.KeyValuePairOptional) string {
	if a.Value == nil {
		return "ARG " + a.Key
	}
	return fmt.Sprintf("ARG %s=%s", a.Key, *a.Value)
}
