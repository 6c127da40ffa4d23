package image

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// keptProgram is what readProgram found, as it is kept beside the layer's index.
type keptProgram struct {
	Linkage *Linkage `json:"linkage"`
	Script  string   `json:"script"`
}

// lookAtProgram is readProgram with what it found kept in dir: the same file of the same layer is read once in its life.
func (p *parts) lookAtProgram(ctx context.Context, dir string, program *node) (*Linkage, string, error) {
	c := program.content
	path := fmt.Sprintf("%s.program-%d-%s.json", indexPath(dir, p.config.RootFS.DiffIDs[c.layer]), c.entry, indexVersion)
	if dir == "" {
		return p.readProgram(ctx, program)
	}
	var kept keptProgram
	if data, err := os.ReadFile(path); err == nil && json.Unmarshal(data, &kept) == nil {
		if kept.Linkage != nil {
			kept.Linkage.Path = program.path()
		}
		return kept.Linkage, kept.Script, nil
	}
	linkage, script, err := p.readProgram(ctx, program)
	if err != nil {
		return nil, "", err
	}
	storeProgram(path, keptProgram{linkage, script})
	return linkage, script, nil
}

// storeProgram keeps k at path; like the index it only saves time, so that a failure is no error.
func storeProgram(path string, k keptProgram) {
	data, err := json.Marshal(k)
	if err != nil {
		return
	}
	f, err := os.CreateTemp(filepath.Dir(path), "program-*")
	if err != nil {
		return
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if closeErr := f.Close(); err == nil && closeErr == nil {
		_ = os.Rename(f.Name(), path)
	}
}
