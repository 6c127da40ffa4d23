// Package image opens a container image, wherever it is kept, and says what is in it: sizes, layers, where the
// bytes come from, and how its program is linked. Layers are streamed, never unpacked to disk.
package image

import (
	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// StandInLabel is the image label that says an image stands in for a public one; its value says how it was made.
const StandInLabel = "dev.lightship.stand-in"

// Analysis is what an image holds, for one platform. It is never changed after Analyze returned it.
type Analysis struct {
	Digest   v1.Hash     `json:"digest"`
	Platform v1.Platform `json:"platform"`
	// Download is the bytes of the compressed blobs, each digest counted once, the config included.
	Download int64 `json:"download_bytes"`
	// OnDisk is the bytes of the unpacked layer tars, a layer that stands twice counted twice, as it is unpacked twice.
	OnDisk int64 `json:"on_disk_bytes"`
	// Layers are the base layer first.
	Layers []Layer `json:"layers"`
	// Shares say where the bytes on disk come from, largest first; they add up to OnDisk.
	Shares []Share `json:"shares"`
	// Surface is what an attacker would find.
	Surface Surface `json:"surface"`
	// User, Entrypoint, Cmd, WorkingDir and Ports are the image's config.
	User       string   `json:"user"`
	Entrypoint []string `json:"entrypoint"`
	Cmd        []string `json:"cmd"`
	WorkingDir string   `json:"working_dir"`
	Ports      []string `json:"ports"`
	// StandIn is the value of StandInLabel, empty for a real image.
	StandIn string `json:"stand_in,omitempty"`
	// Program is how the entrypoint's program is linked; nil when it can't be found in the image.
	Program *Linkage `json:"program,omitempty"`
	// Script is the interpreter line of the entrypoint's program when that is a script, such as "/bin/sh -e".
	Script string `json:"script,omitempty"`
	// Own are those files which decide whether a program starts and which are not in the base's layers.
	Own *FileSystem `json:"-"`
	// Start is how a container of the image is started.
	Start Start `json:"-"`
	// Written are the files that the layers above the base's have, and which of them are shipped for nothing.
	Written *Written `json:"-"`
}

// Layer is one layer of an image.
type Layer struct {
	Digest v1.Hash `json:"digest"`
	DiffID v1.Hash `json:"diff_id"`
	// Download and OnDisk are in bytes: the blob, and the unpacked tar.
	Download int64 `json:"download_bytes"`
	OnDisk   int64 `json:"on_disk_bytes"`
	// Files is the number of entries in the tar.
	Files int `json:"files"`
	// Zstd says that the blob is compressed with zstd; otherwise it is gzip or not compressed.
	Zstd bool `json:"zstd"`
	// CreatedBy is the history's line for this layer.
	CreatedBy string `json:"created_by"`
	// Base says that the layer belongs to the base image (see Options.BaseDiffIDs).
	Base bool `json:"base"`
}

// Origin is where bytes of an image come from, in words a user knows.
type Origin string

// The origins that Analyze tells apart.
const (
	OriginProgram      Origin = "your program"
	OriginDependencies Origin = "dependencies"
	OriginSources      Origin = "sources and other files"
	OriginSystem       Origin = "system packages"
	OriginToolchain    Origin = "language toolchain"
	OriginCaches       Origin = "module and build caches"
	OriginHidden       Origin = "replaced or deleted files"
	OriginOverhead     Origin = "tar headers and links"
)

// Origins are all origins in the order in which they are stacked, so that two images can be compared: what the program needs
// last.
func Origins() []Origin {
	return []Origin{
		OriginSystem, OriginToolchain, OriginCaches, OriginSources, OriginHidden, OriginOverhead, OriginDependencies, OriginProgram,
	}
}

// Share is the part of an image's bytes on disk that one origin has.
type Share struct {
	Origin Origin `json:"origin"`
	OnDisk int64  `json:"on_disk_bytes"`
}

// Surface counts what an attacker would find in the file system as it is seen at run time.
type Surface struct {
	Packages    int `json:"packages"`
	Executables int `json:"executables"`
	Shells      int `json:"shells"`
	Compilers   int `json:"compilers"`
	Setuid      int `json:"setuid"`
}

// Linkage is how an ELF program is linked.
type Linkage struct {
	// Path is the program's path in the image.
	Path string `json:"path"`
	// Size is in bytes.
	Size int64 `json:"size_bytes"`
	// Interpreter is the dynamic loader, empty for a static program.
	Interpreter string `json:"interpreter,omitempty"`
	// Needed are the shared libraries it names.
	Needed []string `json:"needed,omitempty"`
	// GLIBC is the highest GLIBC symbol version it wants, such as "2.34"; empty when none.
	GLIBC string `json:"glibc,omitempty"`
	// Machine is the ELF machine, such as "x86-64".
	Machine string `json:"machine"`
	// Go is the Go version it was built with, empty when it is no Go program.
	Go string `json:"go,omitempty"`
}
