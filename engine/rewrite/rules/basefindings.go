package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/distribution/reference"

	"lightship/engine/bases"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

func unpinnedBase() rule.Rule {
	return rule.Rule{
		ID: "unpinned-base", Group: rule.Safety, Severity: rule.Warning, Title: "Say which version of the base is meant",
		Next: "write its tag",
		Also: []string{"DL3006", "DL3007"}, Why: "Without a tag, or with latest, the next build may stand on something else.",
		Check: checkUnpinned,
	}
}

func suiteMismatch() rule.Rule {
	return rule.Rule{
		ID: "suite-mismatch", Group: rule.Safety, Severity: rule.Warning, Title: "Build and run on the same C library",
		Next:  "build on the older suite, or run on the newer",
		Why:   "A program that was linked to a newer glibc, or to the other C library, does not start.",
		Check: checkSuites,
	}
}

// imageStages are the stages that start from an image.
func imageStages(m *model.Model) []*model.Stage {
	var out []*model.Stage
	for _, s := range m.Stages {
		if s.Parent < 0 && s.Base != bases.Scratch && len(s.Instructions) > 0 {
			out = append(out, s)
		}
	}
	return out
}

func checkUnpinned(m *model.Model) []rule.Finding {
	var out []rule.Finding
	for _, s := range imageStages(m) {
		from := s.Instructions[0]
		named, err := reference.ParseNormalizedNamed(s.Base)
		if err != nil {
			continue
		}
		if _, digest := named.(reference.Digested); digest {
			continue
		}
		tagged, ok := named.(reference.Tagged)
		switch {
		case !ok && laterStage(m, s) != nil:
			out = append(out, rule.Refuse(from.Lines, fmt.Sprintf("%s is also the name of the stage of line %d, which comes too late to start "+
				"from", s.Base, laterStage(m, s).Lines.First)).Then("move that stage above, or write the image's tag"))
		case !ok:
			out = append(out, rule.Refuse(from.Lines, "which version of "+s.Base+" is meant can't be known"))
		case tagged.Tag() == "latest":
			out = append(out, rule.Refuse(from.Lines, "which version latest is meant to be can't be known"))
		}
	}
	return out
}

// laterStage is the stage below that has the name of a stage's base; nil for none.
func laterStage(m *model.Model, s *model.Stage) *model.Stage {
	for _, later := range m.Stages[s.Index+1:] {
		if later.Name != "" && later.Name == s.Base {
			return later
		}
	}
	return nil
}

// checkSuites compares what a program is linked to where it is built with what there is where it is copied to.
func checkSuites(m *model.Model) []rule.Finding {
	var out []rule.Finding
	for _, s := range m.Stages {
		if s.Parent >= 0 {
			continue
		}
		to := bases.Describe(s.Base)
		for _, ins := range s.Instructions {
			c := copyOf(ins)
			if c == nil || c.From == "" {
				continue
			}
			from := m.StageOf(s, ins, c.From)
			if from < 0 || !linksDynamically(m.Stages[from]) || !copiesProgram(c.SourcePaths) {
				continue
			}
			if why := mismatch(bases.Describe(m.RootBase(m.Stages[from])), to); why != "" {
				out = append(out, rule.Refuse(ins.Lines, why))
			}
		}
	}
	return out
}

// mismatch says why a program that was linked on one base does not start on another; empty when it may.
func mismatch(from, to bases.Base) string {
	switch {
	case from.Libc == "" || to.Libc == "":
		return ""
	case from.Libc != to.Libc:
		return fmt.Sprintf("%s has %s and %s has %s: which of the two is meant to change can't be known", from.Ref, from.Libc, to.Ref, to.Libc)
	case from.Libc == "glibc" && older(to.LibcVersion, from.LibcVersion):
		return fmt.Sprintf("%s has glibc %s and %s only %s",
			from.Ref, from.LibcVersion, to.Ref, to.LibcVersion)
	}
	return ""
}

// older says whether a version such as "2.36" comes before another; unknown ones do not.
func older(a, b string) bool {
	var majorA, minorA, majorB, minorB int
	if n, _ := fmt.Sscanf(a, "%d.%d", &majorA, &minorA); n != 2 {
		return false
	}
	if n, _ := fmt.Sscanf(b, "%d.%d", &majorB, &minorB); n != 2 {
		return false
	}
	return majorA < majorB || majorA == majorB && minorA < minorB
}

// linksDynamically says whether a stage runs a compiler that links to the C library and is not told otherwise.
func linksDynamically(s *model.Stage) bool {
	for _, i := range s.Runs() {
		for _, c := range s.Scripts[i].Commands {
			switch name := c.Name(); {
			case has("gcc g++ cc c++ clang make cmake ninja meson", name):
				return !strings.Contains(s.Scripts[i].Text, "-static")
			case name == "cargo" && has("build install", subcommand(c)):
				return !strings.Contains(s.Scripts[i].Text, "musl")
			case name == "go" && has("build install", subcommand(c)):
				return c.Env.Value("CGO_ENABLED") == "1"
			}
		}
	}
	return false
}

// copiesProgram says whether sources look like programs and not like text.
func copiesProgram(sources []string) bool {
	for _, s := range sources {
		if ext := path.Ext(s); ext == "" || ext == ".so" {
			return true
		}
	}
	return false
}
