package image

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// analysisVersion is part of a kept analysis's name: raise it when Analysis, or what it is made of, changes.
const analysisVersion = "v3"

// keptAnalysis is an Analysis as it is kept. What is large is sealed apart, and opened only when it is wanted.
type keptAnalysis struct {
	// Shown is the Analysis as JSON.
	Shown        []byte
	Start        Start
	Own, Written sealed
}

// analysisName is the file that what Analyze says of the image, on a base with these diff IDs, is kept in.
func (p *parts) analysisName(base []v1.Hash) string {
	return fmt.Sprintf("%s-%s-on-%d.analysis-%s", p.digest.Algorithm, p.digest.Hex, p.baseLayers(base), analysisVersion)
}

// loadAnalysis returns what is kept under a name, nil when there is nothing that can be read.
func loadAnalysis(dir, name string) *Analysis {
	if dir == "" {
		return nil
	}
	path := filepath.Join(dir, name)
	data, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	var k keptAnalysis
	if sealed(data).open(&k) != nil {
		return nil
	}
	a := &Analysis{}
	if json.Unmarshal(k.Shown, a) != nil || k.Own.check() != nil || k.Written.check() != nil {
		return nil
	}
	a.Start = k.Start
	a.Own, a.Written = &FileSystem{entries: packed[[]entry]{kept: k.Own}}, &Written{packed[lists]{kept: k.Written}}
	used(path)
	return a
}

// storeAnalysis keeps a for the next time. The cache only saves time, so that a full or read-only disk is no error.
func storeAnalysis(dir, name string, a *Analysis) {
	if dir == "" {
		return
	}
	k := keptAnalysis{Start: a.Start}
	var err error
	if k.Shown, err = json.Marshal(a); err != nil {
		return
	}
	if k.Own, err = seal(a.Own.all()); err != nil {
		return
	}
	if k.Written, err = seal(a.Written.lists()); err != nil {
		return
	}
	if data, err := seal(k); err == nil {
		_ = writeKept(dir, name, data)
	}
	prune(dir, cacheLimit)
}
