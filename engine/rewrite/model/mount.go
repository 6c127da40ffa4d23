package model

import (
	"path"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
)

// Mounts says whether a RUN mounts something on a folder or above it.
func Mounts(ins dockerfile.Instruction, target string) bool {
	run, ok := ins.Expanded().(*instructions.RunCommand)
	if !ok {
		return false
	}
	for _, m := range instructions.GetMounts(run) {
		at := path.Clean(m.Target)
		if at == target || strings.HasPrefix(target, strings.TrimSuffix(at, "/")+"/") {
			return true
		}
	}
	return false
}

// Offline says whether a RUN has no network.
func Offline(ins dockerfile.Instruction) bool {
	run, ok := ins.Expanded().(*instructions.RunCommand)
	return ok && instructions.GetNetwork(run) == instructions.NetworkNone
}
