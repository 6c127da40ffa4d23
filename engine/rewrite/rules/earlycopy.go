package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

func earlyCopy() rule.Rule {
	return rule.Rule{
		ID: "early-copy-from", Group: rule.Speed, Severity: rule.Info, Title: "Let stages build at the same time",
		Next:  "if it does not, move the COPY below it",
		Why:   "A stage waits at its first COPY --from until the other one is done; what stands below could run meanwhile.",
		Check: checkEarlyCopy,
	}
}

// checkEarlyCopy finds a COPY from a stage that has work to do, above RUNs that do not name what it brings. COPYs and the RUNs
// right below them change places where the RUNs do nothing but install packages of the distribution.
func checkEarlyCopy(m *model.Model) []rule.Finding {
	var out []rule.Finding
	for _, s := range m.Stages {
		moved := -1
		for i, ins := range s.Instructions {
			c := copyOf(ins)
			if c == nil || c.From == "" || i <= moved {
				continue
			}
			from := m.StageOf(s, ins, c.From)
			if from < 0 || m.Stages[from].LastRun < 0 {
				continue
			}
			if first, last, end := aboveInstalls(s, i); end > 0 {
				out = append(out, swapped(m, s, first, last, end))
				moved = last
				continue
			}
			if later := unrelatedRun(s, i, c.DestPath); later >= 0 {
				out = append(out, rule.Refuse(ins.Lines, fmt.Sprintf(
					"whether %s needs what is copied can't be known for sure", line(s.Instructions[later]))))
			}
		}
	}
	return out
}

// aboveInstalls returns the COPYs around an instruction, the first and the last of them, and the last of the RUNs right below
// that only install packages; end is 0 when they can't change places.
func aboveInstalls(s *model.Stage, i int) (first, last, end int) {
	for first = i; first > 1 && movable(s, first-1); first-- {
	}
	for last = i; last+1 < len(s.Instructions) && movable(s, last+1); last++ {
	}
	if !movable(s, i) {
		return 0, 0, 0
	}
	for j := last + 1; j < len(s.Instructions) && installsOnly(s, j, first, last); j++ {
		end = j
	}
	return first, last, end
}

// movable says whether an instruction is a COPY to where no package has files and none looks when it is installed: what
// stands in /usr/local/lib, /usr/local/share/ca-certificates or /usr/local/share/fonts goes into a cache or a bundle then.
func movable(s *model.Stage, i int) bool {
	c := copyOf(s.Instructions[i])
	if c == nil || len(c.SourceContents) > 0 {
		return false
	}
	dest := model.Resolve(s.Dirs[i], model.ExpandVars(c.DestPath, s.Envs[i]))
	for _, folder := range []string{"/usr/local/bin", "/usr/local/sbin", "/usr/local/go", "/app", "/srv", "/opt", "/src", "/work", "/workspace"} {
		if below(dest, folder) {
			return true
		}
	}
	return false
}

// installsOnly says whether an instruction is a RUN that only installs packages of the distribution, and names nothing of what
// the COPYs bring.
func installsOnly(s *model.Stage, i, first, last int) bool {
	script := s.Scripts[i]
	if script == nil || len(script.Commands) == 0 || !script.Editable || !model.IsRoot(s.Users[i]) {
		return false
	}
	installs := false
	for _, c := range script.Commands {
		switch {
		case installsByName(c):
			installs = true
		case removes(c, "/var/lib/apt/lists", "/var/cache/apt", "/var/cache/apk", "/etc/apt/apt.conf.d/docker-clean"):
		default:
			return false
		}
	}
	for n := first; n <= last; n++ {
		if strings.Contains(script.Text, path.Base(copyOf(s.Instructions[n]).DestPath)) {
			return false
		}
	}
	return installs
}

// installsByName says whether a command installs packages of the distribution by their names, or does what belongs to that.
func installsByName(c model.Command) bool {
	if !(isApt(c) && has("update install clean autoclean", subcommand(c))) && !(isApk(c) && has("update add", subcommand(c))) {
		return false
	}
	words, known := operands(c, 1)
	return known && !slices.ContainsFunc(words, func(w string) bool {
		return strings.ContainsAny(w, "/*?") || strings.HasSuffix(w, ".deb") || strings.HasSuffix(w, ".apk")
	})
}

// swapped puts the RUNs before the COPYs, each with the comments above it.
func swapped(m *model.Model, s *model.Stage, first, last, end int) rule.Finding {
	copies := m.WithComments(s.Instructions[first].Lines)
	copies.Last = s.Instructions[last].Lines.Last
	installs := m.WithComments(s.Instructions[last+1].Lines)
	installs.Last = s.Instructions[end].Lines.Last
	return rule.Finding{Lines: s.Instructions[first].Lines, Edits: []dockerfile.Edit{
		{Lines: copies, Text: m.SourceLines(installs)},
		{Lines: installs, Text: m.SourceLines(copies)},
	}}
}

// unrelatedRun returns the index of a RUN behind an instruction that installs packages, which need nothing of the project's;
// -1 when there is none.
func unrelatedRun(s *model.Stage, after int, dest string) int {
	for _, i := range s.Runs() {
		if i < after || strings.Contains(s.Scripts[i].Text, path.Base(dest)) {
			continue
		}
		for _, c := range s.Scripts[i].Commands {
			if isApt(c) || isApk(c) || has("dnf microdnf yum", c.Name()) {
				return i
			}
		}
	}
	return -1
}
