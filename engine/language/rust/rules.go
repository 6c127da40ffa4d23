package rust

import "lightship/engine/rewrite/rule"

// The ids of the changes; docs/rules has a page for each.
const (
	Split       = "rust-split"
	Strip       = "rust-strip"
	TargetCache = "rust-target-cache"
)

// Rules are what the pattern may propose.
func (Pattern) Rules() []rule.Rule {
	return []rule.Rule{
		{
			ID: Split, Group: rule.Size, Severity: rule.Warning, Title: "Build in one stage, ship from another",
			Why: "The image carries the Rust toolchain, the sources and the target folder; only the program is run.",
		},
		{
			ID: Strip, Group: rule.Size, Severity: rule.Info, Title: "Strip symbols (CARGO_PROFILE_RELEASE_STRIP)",
			Why: "Symbols are not read at run time; backtraces of panics lose the names of functions.",
		},
		{
			ID: TargetCache, Group: rule.Speed, Severity: rule.Info, Title: "Cache mount for the target folder",
			Why: "A source change compiles only what it touches, not all dependencies; needs BuildKit.",
		},
	}
}
