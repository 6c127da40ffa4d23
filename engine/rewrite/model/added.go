package model

import (
	"bytes"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

// NotPlain says why ADD may do something else to a source than COPY, empty when it does the same; archive says that it unpacks it.
func (m *Model) NotPlain(source string) (why string, archive bool) {
	if strings.ContainsAny(source, "*?[") {
		return "which files " + source + " stands for can change, and ADD would unpack an archive among them", false
	}
	info, ok := m.Stat(source)
	switch {
	case !ok:
		return source + " is not in the build context, so it can't be told whether ADD would unpack it", false
	case info.IsDir():
		return "", false
	}
	head, ok := m.Read(source)
	if !ok {
		return source + " can't be read, so it can't be told whether ADD would unpack it", false
	}
	if startsArchive(head) {
		return "ADD unpacks it", true
	}
	return "", false
}

// startsArchive says whether a file begins as one of the archives that ADD unpacks.
func startsArchive(head []byte) bool {
	for _, magic := range []string{"\x1f\x8b", "BZh", "\xfd7zXZ\x00", "\x28\xb5\x2f\xfd"} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return true
		}
	}
	return len(head) > 262 && string(head[257:262]) == "ustar"
}

// IsPlain says whether an instruction brings its sources as COPY does: it is one, or an ADD that neither fetches nor unpacks.
func (s *Stage) IsPlain(c Copy) bool {
	add, ok := s.Instructions[c.Instruction].Command.(*instructions.AddCommand)
	if !ok {
		return true
	}
	return add.Checksum == "" && add.KeepGitDir == nil && add.Unpack == nil && !slices.ContainsFunc(c.Sources, func(source string) bool {
		why, _ := s.model.NotPlain(source)
		return why != ""
	})
}
