package bases

import (
	"fmt"
	"strings"

	"lightship/engine/image"
	"lightship/engine/project"
)

// Observed returns the program with the evidence of a built one in place of what was predicted: linkage, loader,
// libraries, glibc version and size. What the sources say it needs at run time stays. A nil linkage changes nothing.
//
// The built program must be the one that will stand on the base: a Go program that the before image links to glibc
// only because its toolchain has gcc says nothing about the after image, which builds it without cgo.
func Observed(l *image.Linkage, p Program) Program {
	if l == nil {
		return p
	}
	p.Predicted = false
	p.Bytes = l.Size
	p.Interpreter = l.Interpreter
	p.Needed = append([]string(nil), l.Needed...)
	p.GLIBC = l.GLIBC
	if l.Go != "" {
		p.Language = "go"
	}
	p.Linkage = linkageOf(l)
	p.Evidence = append([]project.Evidence{{File: l.Path, Says: describe(l)}}, p.Evidence...)
	return p
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
