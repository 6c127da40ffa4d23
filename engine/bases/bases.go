// Package bases knows the final bases a program can stand on: a catalogue, facts about each of them, and a verdict
// for a program on a base with the evidence for it.
package bases

import (
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/evidence"
	"lightship/engine/image"
	"lightship/engine/project"
)

// Base is one entry of the catalogue.
type Base struct {
	// Ref is the image reference as written in FROM, or "scratch".
	Ref string `json:"ref"`
	// Name and Variant are how to show it: "distroless/static", "nonroot · debian 12".
	Name    string `json:"name"`
	Variant string `json:"variant"`
	// Family groups the variants of one publisher's image: "distroless", "debian", "node".
	Family string `json:"family,omitempty"`
	// Languages are those of the programs that it is meant for, as project names them; empty means any.
	Languages []string `json:"languages,omitempty"`
	// Runtime is the interpreter it carries, "node", "python3" or "java", and RuntimeVersion its version ("22", "3.13").
	Runtime        string `json:"runtime,omitempty"`
	RuntimeVersion string `json:"runtime_version,omitempty"`
	// Libc is "glibc", "musl" or empty for none; LibcVersion is such as "2.36".
	Libc        string `json:"libc"`
	LibcVersion string `json:"libc_version"`
	// Shell and PackageManager are the program's name, empty for none.
	Shell          string `json:"shell"`
	PackageManager string `json:"package_manager"`
	// User is the user the image sets, as written in its config; "root" when it sets none, and empty when that is not known: nobody may
	// take it for root then.
	User string `json:"user"`
	// NonRoot is the user to run as on this base, such as "nonroot" or "65532"; empty when the base has no such user.
	NonRoot string `json:"nonroot"`
	// CACertificates and Zones say whether it carries CA certificates and time zone data.
	CACertificates bool `json:"ca_certificates"`
	Zones          bool `json:"zones"`
	// Libraries are the sonames it carries beyond libc, when known ("libstdc++.so.6", "libssl.so.3").
	Libraries []string `json:"libraries"`
	// Config is what the image sets for those that start from it, as far as that is known.
	Config Config `json:"config,omitzero"`
	// Support is the first day that the support of something in it ends; the zero time when it has no end or none is known.
	Support time.Time `json:"support"`
	// SupportSource says where that day is published.
	SupportSource string `json:"support_source,omitempty"`
	// Ends are all such days: that of what the image is there for, and that of its distribution.
	Ends []End `json:"ends,omitempty"`
	// NonLTS says that it is a release without long-term support (an odd Node.js, an interim Ubuntu): it is never
	// recommended.
	NonLTS bool `json:"non_lts,omitempty"`
	// ByHand says that it is there to be chosen and never recommended: scratch, images for debugging, tags that move every
	// day.
	ByHand bool `json:"by_hand,omitempty"`
	// Suite is the distribution it is made from: "bookworm", "alpine3.20", empty for scratch.
	Suite string `json:"suite"`
	Notes string `json:"notes"`
	// Entrypoint is what the image starts with, and Path where it looks for programs, as its config says; empty when that
	// was not read.
	Entrypoint []string `json:"entrypoint,omitempty"`
	Path       string   `json:"path,omitempty"`
	// Plain says that it is known to be a distribution, or a compiler on one. A program on another base may be there for what that
	// brings, such as a browser.
	Plain bool `json:"plain,omitempty"`
	// Files are the image's own, nil when its layers were not read: then verdicts rest on what is said above.
	Files *image.FileSystem `json:"-"`
}

// Facts is what a registry says about a base. Sizes of -1 are not known.
type Facts struct {
	Digest v1.Hash `json:"digest"`
	// Pin is the digest that the reference itself has, of the index where the image is published for several platforms: what a FROM
	// pins. Zero when it is not known.
	Pin v1.Hash `json:"pin,omitzero"`
	// Download and OnDisk are in bytes.
	Download int64 `json:"download_bytes"`
	OnDisk   int64 `json:"on_disk_bytes"`
	// OnDiskEstimated says that OnDisk was computed from Download by a ratio.
	OnDiskEstimated bool `json:"on_disk_estimated"`
	Layers          int  `json:"layers"`
	// Created is when the image was made, zero when it does not say; Platforms are those it is published for.
	Created   time.Time `json:"created,omitzero"`
	Platforms []string  `json:"platforms,omitempty"`
	// User, Entrypoint and Path are from the image's config: the user ("root" when none is set), what it starts with, and
	// the value of PATH.
	User       string   `json:"user,omitempty"`
	Entrypoint []string `json:"entrypoint,omitempty"`
	Path       string   `json:"path,omitempty"`
	// Contents is what its layers hold, nil when they were not read.
	Contents *image.Contents `json:"contents,omitempty"`
	// DiffIDs are the layers' diff IDs, the lowest first; nil when the image's config was not read.
	// LayerDigests are the digests of the same layers as the registry has them.
	DiffIDs      []v1.Hash `json:"diff_ids,omitempty"`
	LayerDigests []v1.Hash `json:"layer_digests,omitempty"`
	// StandIn is the stand-in label's value, empty for a real image.
	StandIn string `json:"stand_in,omitempty"`
	// Source says where the facts come from: SourceRegistry, SourceCache or SourceSnapshot; At is when they were true.
	Source string    `json:"source"`
	At     time.Time `json:"at"`
	// Problem says why live facts could not be had; empty when they could.
	Problem string `json:"problem,omitempty"`
}

// The values of Facts.Source.
const (
	SourceRegistry = "registry"
	SourceCache    = "cache"
	SourceSnapshot = "snapshot"
)

// Linkage is how a program is linked.
type Linkage string

// The linkages that matter to a base.
const (
	Static       Linkage = "static"
	DynamicGlibc Linkage = "glibc"
	DynamicMusl  Linkage = "musl"
	// Interpreted is a program without native code of its own, which a runtime runs.
	Interpreted Linkage = "interpreted"
	Unknown     Linkage = "unknown"
)

// Web is the language of a Program that is nothing but files for browsers, which a web server serves.
const Web = "web"

// Program is what is known of the program that shall run on a base.
type Program struct {
	// Language is as package project names it, or Web.
	Language string  `json:"language"`
	Linkage  Linkage `json:"linkage"`
	// Bytes is the program's size with what it brings, 0 when not known.
	Bytes int64 `json:"bytes"`
	// Interpreter is the dynamic loader it names, empty when static or not known.
	Interpreter string `json:"interpreter,omitempty"`
	// Needed are the sonames it needs; GLIBC is the lowest glibc version that will do, empty when not known.
	Needed []string `json:"needed"`
	GLIBC  string   `json:"glibc"`
	// Runtime is the interpreter that runs it, as Base.Runtime names it, and RuntimeVersion the version that it is put
	// together with; both are empty for a program that runs by itself.
	Runtime        string `json:"runtime,omitempty"`
	RuntimeVersion string `json:"runtime_version,omitempty"`
	// RuntimeOf is the image whose runtime of an unknown version runs it, empty where the version is known.
	RuntimeOf string `json:"runtime_of,omitempty"`
	// Libc is the C library of the image that an interpreted program is put together on, empty when that does not matter.
	Libc string `json:"libc,omitempty"`
	// StartsWith is what starts the program instead of the runtime, such as "npm"; empty when the runtime does. Images
	// without a shell have no such programs.
	StartsWith string `json:"starts_with,omitempty"`
	// Packages are the packages of the system that it needs at run time and that are installed in the final stage: Alpine's when
	// Libc is "musl", else Debian's.
	Packages []string `json:"packages,omitempty"`
	// Suite is the one whose libraries the program is linked to, and whose names Packages have; empty when they are the same in all.
	Suite string `json:"suite,omitempty"`
	// Release is the suite that the Dockerfile's own tag names for an interpreted program: a base of another one is not recommended.
	Release string `json:"release,omitempty"`
	// Pinned is the version of the runtime that the Dockerfile's own tag names, where that is one of fewer images than RuntimeVersion
	// (3.12.7, not 3.12): a base with another one is not recommended where there is one with it.
	Pinned string `json:"pinned,omitempty"`
	// Tools are the programs that are called in the image beside it, and Users the users by name that it is started as from
	// outside; Installs says that the final stage installs tools that the base lacks.
	Tools    []Tool `json:"tools,omitempty"`
	Users    []Tool `json:"users,omitempty"`
	Installs bool   `json:"installs,omitempty"`
	// Commands is whose basic commands a script that starts the program is written for: "busybox" or "gnu"; empty for any.
	Commands string `json:"commands,omitempty"`
	// Machine is the processor that it is built for, such as "x86-64"; empty when not known.
	Machine string `json:"machine,omitempty"`
	// Ports are the ports it listens on, as far as they are said.
	Ports []int `json:"ports,omitempty"`
	// Files are what a built program brings, and Start is how it is started; nil and empty when none was built.
	Files *image.FileSystem `json:"-"`
	Start image.Start       `json:"-"`
	// NeedsCA, NeedsZones and NeedsShell say what it needs at run time.
	NeedsCA    bool `json:"needs_ca"`
	NeedsZones bool `json:"needs_zones"`
	NeedsShell bool `json:"needs_shell"`
	// Seen are the programs that were started when it ran, which the sources may not show.
	Seen evidence.List `json:"seen,omitempty"`
	// Predicted says that this was read from the sources, not from a built program.
	Predicted bool               `json:"predicted"`
	Evidence  []project.Evidence `json:"evidence"`
}

// Level is how well a program fits on a base.
type Level string

// The levels of a verdict.
const (
	Fits       Level = "fits"
	Caveat     Level = "caveat"
	DoesNotFit Level = "does not fit"
)

// Verdict says whether a program can run on a base, and why.
type Verdict struct {
	Level Level `json:"level"`
	// Reasons are sentences a person can check, the weightiest first; never empty.
	Reasons   []string `json:"reasons"`
	Predicted bool     `json:"predicted"`
	// Seen says that the level rests on what a run showed too.
	Seen bool `json:"seen,omitempty"`
}
