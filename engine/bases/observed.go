package bases

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lightship/engine/image"
	"lightship/engine/project"
)

// observed returns the program with the evidence of a built one in place of what was predicted: linkage, loader,
// libraries, glibc version and size. What the sources say it needs at run time stays. A nil linkage changes nothing.
//
// The built program must be the one that will stand on the base: a Go program that the before image links to glibc
// only because its toolchain has gcc says nothing about the after image, which builds it without cgo.
func observed(l *image.Linkage, p Program) Program {
	if l == nil {
		return p
	}
	p.Predicted = false
	p.Bytes = l.Size
	p.Interpreter = l.Interpreter
	p.Needed = append([]string(nil), l.Needed...)
	p.GLIBC = l.GLIBC
	p.Machine = l.Machine
	if l.Go != "" {
		p.Language = "go"
	}
	p.Linkage = linkageOf(l)
	p.Evidence = append([]project.Evidence{{File: l.Path, Says: describe(l)}}, p.Evidence...)
	return p
}

// ObservedImage returns the program with the evidence of a built image in place of what was predicted: how its program is
// linked, the files that it brings and the way it is started, so that a verdict can follow that start on another base. A
// program that is started by an interpreter of the base is known by its files and its start alone.
func ObservedImage(a *image.Analysis, p Program) Program {
	if a == nil {
		return p
	}
	if a.Program != nil && isOwn(a) {
		p = observed(a.Program, p)
	}
	p.Files, p.Start = a.Own, a.Start
	p.Predicted = p.Predicted && (a.Own == nil || len(a.Start.Args) == 0)
	for _, port := range a.Start.Ports {
		number, _, _ := strings.Cut(port, "/")
		if n, err := strconv.Atoi(number); err == nil && !slices.Contains(p.Ports, n) {
			p.Ports = append(slices.Clone(p.Ports), n)
		}
	}
	return p
}

// isOwn says whether the program that runs is the image's own and not the base's interpreter.
func isOwn(a *image.Analysis) bool {
	return a.Own != nil && a.Own.Has(a.Program.Path)
}

func linkageOf(l *image.Linkage) Linkage {
	switch {
	case strings.Contains(l.Interpreter, "ld-musl"):
		return DynamicMusl
	case l.Interpreter != "", len(l.Needed) > 0:
		return DynamicGlibc
	}
	return Static
}

func describe(l *image.Linkage) string {
	if linkageOf(l) == Static {
		return "the built program is static"
	}
	says := fmt.Sprintf("the built program names the loader %s and needs %s", l.Interpreter, strings.Join(l.Needed, ", "))
	if l.GLIBC != "" {
		says += ", GLIBC_" + l.GLIBC + " at most"
	}
	return says
}

// With returns the base with what was read of the image in place of what the catalogue says: the config's user,
// entrypoint and PATH, and, when files is not nil, what its layers hold.
func (b Base) With(f Facts, files *image.FileSystem) Base {
	if f.User != "" {
		b.User = f.User
	}
	b.Entrypoint, b.Path, b.Files = f.Entrypoint, f.Path, files
	if b.Ref == Scratch {
		b.Files = &image.FileSystem{}
		return b
	}
	c := f.Contents
	if c == nil {
		return b
	}
	b.Libc, b.LibcVersion = c.Libc, c.LibcVersion
	b.Shell, b.PackageManager = c.Shell, c.PackageManager
	b.CACertificates, b.Zones, b.Libraries = c.CACertificates, c.Zones, c.Libraries
	if b.Suite == "" && c.OS.Codename != "" {
		b.Suite = c.OS.Codename
	}
	if b.Support.IsZero() {
		load().addEnd(&b, load().productOf(c.OS.ID), c.OS.Version)
	}
	return b
}
