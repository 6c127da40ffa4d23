package rust

import (
	"strings"

	"lightship/engine/rewrite/model"
)

// stripped are the RUNs whose builds leave symbols in.
func (r *reading) stripped() []int {
	var out []int
	for _, i := range r.build.Runs() {
		if len(r.stripRun(i)) > 0 {
			out = append(out, i)
		}
	}
	return out
}

// stripRun are the insertions that make a RUN's builds strip symbols. All builds of a profile get the same setting: with
// another one cargo compiles everything again: what a stage that this one starts from has compiled too, and it would whenever a container
// starts that starts cargo.
func (r *reading) stripRun(i int) []model.Insertion {
	s := r.build.Scripts[i]
	if !s.Editable || r.stripsItself() || r.inherits() != nil || r.StartsAny(r.build.Stage, "cargo") {
		return nil
	}
	var out []model.Insertion
	for _, c := range r.build.cargos[i] {
		variable := "CARGO_PROFILE_" + strings.ToUpper(strings.ReplaceAll(c.profile, "-", "_")) + "_STRIP"
		_, set := c.Env.Get(variable)
		if c.profile == "dev" || c.profile == "test" || set || c.Inner || !c.builds() && c.verb != "chef" || strings.Contains(c.Env.Value("RUSTFLAGS"), "strip=") {
			continue
		}
		if !strings.HasPrefix(s.Text[c.At:], "env ") {
			out = append(out, model.Insertion{At: c.At, Text: variable + "=symbols "})
		}
	}
	return out
}

// stripsItself says whether the project or the Dockerfile strips already.
func (r *reading) stripsItself() bool {
	if Of(r.Project) == nil || Of(r.Project).Strip {
		return true
	}
	for _, s := range r.build.Scripts {
		for _, c := range s.Commands {
			if c.Name() == "strip" {
				return true
			}
		}
	}
	return strings.Contains(r.configFlags(), "strip=") || strings.Contains(r.configFlags(), "link-arg=-s")
}
