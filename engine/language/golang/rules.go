package golang

import "lightship/engine/rewrite/rule"

// The ids of the changes; docs/rules has a page for each.
const (
	Split       = "go-split"
	ModDownload = "go-mod-download"
	CacheMounts = "go-cache-mounts"
	TrimSymbols = "go-trim-symbols"
	StaticBuild = "go-static"
	ShipProgram = "go-ship-program"
)

// Rules are what the pattern may propose.
func (Pattern) Rules() []rule.Rule {
	return []rule.Rule{
		{
			ID: Split, Group: rule.Size, Severity: rule.Warning, Title: "Build in one stage, ship from another",
			Why: "The image carries the Go toolchain, the sources and the caches; only the program is run.",
		},
		{
			ID: ShipProgram, Group: rule.Size, Severity: rule.Warning, Title: "Copy the program alone",
			Why: "The final stage copies the whole folder that is built in: the sources go along with the program.",
		},
		{
			ID: StaticBuild, Group: rule.Size, Severity: rule.Info, Title: "Build without cgo (CGO_ENABLED=0)",
			Why: "The sources need no C: a static program runs on any base, even one without glibc.",
		},
		{
			ID: TrimSymbols, Group: rule.Size, Severity: rule.Info, Title: "Trim symbols (-trimpath, -s -w)",
			Why: "Debug symbols are not read at run time; stack traces keep their function names.",
		},
		{
			ID: ModDownload, Group: rule.Speed, Severity: rule.Info, Title: "Download modules before copying sources",
			Why: "A source change no longer downloads the modules again.",
		},
		{
			ID: CacheMounts, Group: rule.Speed, Severity: rule.Info, Title: "Cache mounts for modules and builds",
			Why: "They persist between builds and never enter the image; needs BuildKit.",
		},
	}
}
