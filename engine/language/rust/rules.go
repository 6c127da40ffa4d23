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
			Next: "where you know that the program does not need it, split by hand: name this stage (FROM ... AS build), and copy the program and the files it reads into a second one",
			Why:  "The image carries the Rust toolchain, the sources and the target folder; only the program is run.",
		},
		{
			ID: Strip, Group: rule.Size, Severity: rule.Info, Title: "Strip symbols (CARGO_PROFILE_RELEASE_STRIP)",
			Next: "set strip = true in the release profile of Cargo.toml",
			Why:  "Symbols are not read at run time; backtraces of panics lose the names of functions.",
		},
		{
			ID: TargetCache, Group: rule.Speed, Severity: rule.Info, Title: "Cache mount for the target folder",
			Next: "copy the program out of the target folder in the RUN that builds it, and mount the cache there",
			Why:  "A source change compiles only what it touches, not all dependencies; needs BuildKit.",
		},
	}
}
