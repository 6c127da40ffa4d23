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
			Next: "where you know that the program does not need it, split by hand: name this stage (FROM ... AS build), and copy the program and the files it reads into a second one",
			Why:  "The image carries the Go toolchain, the sources and the caches; only the program is run.",
		},
		{
			ID: ShipProgram, Group: rule.Size, Severity: rule.Warning, Title: "Copy the program alone",
			Next: "copy the program and the files that it reads by their paths in place of the folder",
			Why:  "The final stage copies the whole folder that is built in: the sources go along with the program.",
		},
		{
			ID: StaticBuild, Group: rule.Size, Severity: rule.Info, Title: "Build without cgo (CGO_ENABLED=0)",
			Next: "build with CGO_ENABLED=0 by hand, and try the program",
			Why:  "The sources need no C: a static program runs on any base, even one without glibc.",
		},
		{
			ID: TrimSymbols, Group: rule.Size, Severity: rule.Info, Title: "Trim symbols (-trimpath, -s -w)",
			Next: "add -trimpath -ldflags=\"-s -w\" to the build by hand",
			Why:  "Debug symbols are not read at run time; stack traces keep their function names.",
		},
		{
			ID: ModDownload, Group: rule.Speed, Severity: rule.Info, Title: "Download modules before copying sources",
			Next: "copy go.mod and go.sum alone and run go mod download above the COPY of the sources, where the download needs no more than them",
			Why:  "A source change no longer downloads the modules again.",
		},
		{
			ID: CacheMounts, Group: rule.Speed, Severity: rule.Info, Title: "Cache mounts for modules and builds",
			Next: "mount the caches by hand (docs/rules/go-cache-mounts.md), with the uid and gid of the user that builds",
			Why:  "They persist between builds and never enter the image; needs BuildKit.",
		},
	}
}
