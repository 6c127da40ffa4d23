package rewrite

import (
	"fmt"
	"sort"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
)

// runtimeGoEnv are the Go variables that a running program reads; all other GO* ones are the build's.
const runtimeGoEnv = " GOMAXPROCS GOMEMLIMIT GOGC GODEBUG GOTRACEBACK GORACE GOCOVERDIR "

// buildEnv are other variables that only a build reads.
const buildEnv = " CC CXX AR LD PKG_CONFIG_PATH PATH DEBIAN_FRONTEND "

// carry works out what of the instructions before the last RUN the final stage gets.
func (s *split) carry(f *dockerfile.File, g *goStage) {
	args := map[string]bool{}
	for i, ins := range g.stage.Instructions {
		switch c := ins.Command.(type) {
		case *instructions.VolumeCommand:
			s.volumes = true
		case *instructions.EnvCommand:
			if i < g.lastRun {
				s.carryEnv(g, c, args)
			}
			continue
		case *instructions.ArgCommand:
			if i < g.lastRun {
				for _, a := range c.Args {
					args[a.Key] = true
				}
			} else {
				s.carryArgs(g, referencedIn(c), args)
			}
			continue
		}
		if i < g.lastRun && belongsToImage(ins) {
			s.moved = append(s.moved, moved{index: i, lines: withComments(f, ins.Lines), text: ""})
		}
		if i > g.lastRun || belongsToImage(ins) {
			s.carryArgs(g, referencedVars(ins.Text), args)
		}
	}
	for i, m := range s.moved {
		s.moved[i].text = sourceLines(f, m.lines)
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
func (s *split) carryEnv(g *goStage, c *instructions.EnvCommand, args map[string]bool) {
	var pairs []string
	for _, kv := range c.Env {
		if isBuildEnv(kv.Key) {
			continue
		}
		pairs = append(pairs, kv.Key+"="+envValue(g.goEnv[kv.Key], kv.Value, args))
		s.carryArgs(g, argsOf(kv.Value, args), args)
	}
	if len(pairs) > 0 {
		s.carried = append(s.carried, "ENV "+strings.Join(pairs, " \\\n    "))
	}
}

// envValue keeps a value as written, unless it refers to a variable that the final stage does not have.
func envValue(expanded, written string, args map[string]bool) string {
	for _, name := range referencedVars(written) {
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
	for _, name := range referencedVars(text) {
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
			out = append(out, referencedVars(*a.Value)...)
		}
	}
	return out
}

// carryArgs declares in the final stage the ARGs of the builder that its instructions refer to.
func (s *split) carryArgs(g *goStage, names []string, args map[string]bool) {
	sort.Strings(names)
	for _, name := range names {
		if !args[name] {
			continue
		}
		for _, ins := range g.stage.Instructions {
			c, ok := ins.Command.(*instructions.ArgCommand)
			if !ok {
				continue
			}
			for _, a := range c.Args {
				if a.Key == name {
					s.carriedOnce(argLine(a))
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

// carriedOnce adds an instruction unless it is there already.
func (s *split) carriedOnce(line string) {
	for _, there := range s.carried {
		if there == line {
			return
		}
	}
	s.carried = append(s.carried, line)
}

func isBuildEnv(name string) bool {
	if strings.Contains(runtimeGoEnv, " "+name+" ") {
		return false
	}
	return strings.HasPrefix(name, "GO") && name == strings.ToUpper(name) && isGoVariable(name) ||
		strings.HasPrefix(name, "CGO_") || strings.Contains(buildEnv, " "+name+" ")
}

// isGoVariable knows the go command's variables, so that GOOGLE_CLOUD_PROJECT is not taken for one.
func isGoVariable(name string) bool {
	const known = " GO111MODULE GOARCH GOAMD64 GOARM GOARM64 GOAUTH GOBIN GOCACHE GOCACHEPROG GOENV GOEXE GOEXPERIMENT GOFLAGS " +
		"GOHOSTARCH GOHOSTOS GOINSECURE GOMODCACHE GONOPROXY GONOSUMDB GOOS GOPATH GOPRIVATE GOPROXY GOROOT GOSUMDB " +
		"GOTELEMETRY GOTMPDIR GOTOOLCHAIN GOTOOLDIR GOVCS GOVERSION GOWORK GOLANG_VERSION "
	return strings.Contains(known, " "+name+" ")
}

// withComments widens a range to the comment lines right above it.
func withComments(f *dockerfile.File, at dockerfile.Lines) dockerfile.Lines {
	lines := strings.Split(string(f.Source), "\n")
	for at.First > 2 {
		above := strings.TrimSpace(lines[at.First-2])
		if !strings.HasPrefix(above, "#") {
			break
		}
		at.First--
	}
	return at
}

// sourceLines returns the source of a range with "\n" line ends.
func sourceLines(f *dockerfile.File, at dockerfile.Lines) string {
	lines := strings.Split(strings.ReplaceAll(string(f.Source), "\r\n", "\n"), "\n")
	return strings.Join(lines[at.First-1:at.Last], "\n")
}
