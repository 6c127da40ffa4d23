// Package records keeps what a user was at in each project: the page, the build, the plan of each build, and its last results.
//
// Everything is in one folder of Lightship's own. Files are replaced whole, only the user may read them, and the oldest go when there
// are too many. Build arguments and secrets are never in them; a comparison is kept as a report is written, with its secrets masked.
package records

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"lightship/engine/compare"
	"lightship/engine/foreign"
	"lightship/engine/report"
	"lightship/engine/rewrite/learn"
	"lightship/engine/save"
)

const (
	// version is part of the records' file names: one of another version is not read.
	version = "1"
	// maxProjects is how many projects are kept, maxPlans how many plans of each.
	maxProjects = 40
	maxPlans    = 64
	// maxRecord and maxComparison are the most bytes of a file that is read.
	maxRecord     = 1 << 20
	maxComparison = 8 << 20
)

// Store keeps records in a folder, which is made when it is needed. Without a folder nothing is kept.
type Store struct{ Dir string }

// Project is what is kept of a project.
type Project struct {
	// Root is the absolute path of its folder.
	Root string `json:"root"`
	// Page is the window's page that was open, a name of the window's own.
	Page string `json:"page,omitempty"`
	// Build is the ID of the way to build that was chosen.
	Build string `json:"build,omitempty"`
	// Plans are by the ID of the build.
	Plans map[string]Plan `json:"plans,omitempty"`
}

// Plan is what the user chose for a build.
type Plan struct {
	// At is when it was left as it is.
	At      time.Time `json:"at"`
	Context string    `json:"context,omitempty"`
	Target  string    `json:"target,omitempty"`
	// Base is the base that was chosen, empty for the recommended one.
	Base string `json:"base,omitempty"`
	// Turned are the changes that the user turned from how they start, by ID.
	Turned map[string]Turned `json:"turned,omitempty"`
	// Learned is what runs showed the plan to need.
	Learned []learn.Entry `json:"learned,omitempty"`
	// Result is that of the last rebuild; nil before the first.
	Result *Result `json:"result,omitempty"`
}

// Turned is a change and whether it is on.
type Turned struct {
	On    bool   `json:"on"`
	Title string `json:"title"`
}

// Result is what a rebuild came to, in bytes.
type Result struct {
	Made           time.Time `json:"made"`
	BeforeOnDisk   int64     `json:"before_on_disk"`
	AfterOnDisk    int64     `json:"after_on_disk"`
	BeforeDownload int64     `json:"before_download"`
	AfterDownload  int64     `json:"after_download"`
	// Base is what the image after stands on.
	Base string `json:"base,omitempty"`
	// Of tells what was built from another plan's: it is made by Sum.
	Of string `json:"of"`
}

// Sum tells texts from others.
func Sum(texts ...string) string {
	h := sha256.New()
	for _, t := range texts {
		fmt.Fprintf(h, "%d:%s", len(t), t)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// ResultOf is a comparison's result.
func ResultOf(c *compare.Comparison, of string) *Result {
	if c == nil || c.Before.Image == nil || c.After.Image == nil {
		return nil
	}
	return &Result{
		Made: c.Made, BeforeOnDisk: c.Before.Image.OnDisk, AfterOnDisk: c.After.Image.OnDisk,
		BeforeDownload: c.Before.Image.Download, AfterDownload: c.After.Image.Download, Base: c.Base, Of: of,
	}
}

// Last is the newest result of the project's plans, nil when there is none.
func (p Project) Last() *Result {
	var last *Result
	for _, plan := range p.Plans {
		if plan.Result != nil && (last == nil || plan.Result.Made.After(last.Made)) {
			last = plan.Result
		}
	}
	return last
}

func (s Store) folder(root string) string { return filepath.Join(s.Dir, Sum(root)[:32]) }

func (s Store) file(root string) string {
	return filepath.Join(s.folder(root), "project-"+version+".json")
}

func (s Store) comparisonFile(root, build string) string {
	return filepath.Join(s.folder(root), "comparison-"+version+"-"+Sum(build)[:32]+".json")
}

// Project returns what is kept of a project; nothing that can be read counts as none.
func (s Store) Project(root string) Project {
	empty := Project{Root: root}
	if s.Dir == "" {
		return empty
	}
	data, err := foreign.ReadFile(s.file(root), maxRecord)
	if err != nil {
		return empty
	}
	var p Project
	if json.Unmarshal(data, &p) != nil || p.Root != root {
		return empty
	}
	return p
}

// Keep keeps a project's record, in place of the one that was kept. The plans that were left longest ago go when there are too many,
// and so do the projects.
func (s Store) Keep(p Project) error {
	if s.Dir == "" {
		return nil
	}
	p.bound()
	data, err := json.MarshalIndent(p, "", " ")
	if err != nil {
		return fmt.Errorf("keep what was done in %s: %w", p.Root, err)
	}
	if err := s.write(p.Root, s.file(p.Root), data); err != nil {
		return err
	}
	return s.prune()
}

// bound leaves out the oldest plans.
func (p *Project) bound() {
	for len(p.Plans) > maxPlans {
		oldest, at := "", time.Time{}
		for id, plan := range p.Plans {
			if oldest == "" || plan.At.Before(at) {
				oldest, at = id, plan.At
			}
		}
		delete(p.Plans, oldest)
	}
}

// write replaces a file in a project's folder.
func (s Store) write(root, file string, data []byte) error {
	err := os.MkdirAll(s.folder(root), 0o700)
	if err == nil {
		err = save.Replace(file, data, 0o600)
	}
	if err != nil {
		return fmt.Errorf("keep what was done in %s: %w", root, err)
	}
	return nil
}

// Comparison returns the last comparison of a build, nil when none is kept that can be read.
func (s Store) Comparison(root, build string) *compare.Comparison {
	if s.Dir == "" {
		return nil
	}
	data, err := foreign.ReadFile(s.comparisonFile(root, build), maxComparison)
	if err != nil {
		return nil
	}
	c := &compare.Comparison{}
	if json.Unmarshal(data, c) != nil || c.Schema != compare.SchemaVersion || c.Before.Image == nil || c.After.Image == nil {
		return nil
	}
	return c
}

// KeepComparison keeps the last comparison of a build, with its secrets masked.
func (s Store) KeepComparison(root, build string, c *compare.Comparison) error {
	if s.Dir == "" {
		return nil
	}
	var data bytes.Buffer
	if err := report.WriteJSON(&data, c); err != nil {
		return err
	}
	if data.Len() > maxComparison {
		return fmt.Errorf("keep the figures of %s: they have %d bytes, and the most is %d", root, data.Len(), maxComparison)
	}
	return s.write(root, s.comparisonFile(root, build), data.Bytes())
}

// aside begins the name of the folder that a forgotten project's has until another one is forgotten.
const aside = "forgotten-"

// Forget puts away all that is kept of a project. Until the next one is forgotten, or Clear is called, Recall brings it back.
func (s Store) Forget(root string) error {
	if s.Dir == "" {
		return nil
	}
	err := s.Clear()
	if err == nil {
		err = os.Rename(s.folder(root), s.aside(root))
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget %s: %w", root, err)
	}
	return nil
}

func (s Store) aside(root string) string {
	return filepath.Join(s.Dir, aside+filepath.Base(s.folder(root)))
}

// Recall brings back what was forgotten last, if it is this project's and nothing was kept of it since.
func (s Store) Recall(root string) error {
	if s.Dir == "" {
		return nil
	}
	if _, err := os.Stat(s.folder(root)); err == nil {
		return os.RemoveAll(s.aside(root))
	}
	if err := os.Rename(s.aside(root), s.folder(root)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("take back what was done in %s: %w", root, err)
	}
	return nil
}

// Clear removes what was forgotten for good.
func (s Store) Clear() error {
	if s.Dir == "" {
		return nil
	}
	gone, err := filepath.Glob(filepath.Join(s.Dir, aside+"*"))
	for _, dir := range gone {
		err = errors.Join(err, os.RemoveAll(dir))
	}
	return err
}

// prune removes the projects that nobody was at for the longest.
func (s Store) prune() error {
	entries, err := os.ReadDir(s.Dir)
	if err != nil || len(entries) <= maxProjects {
		return err
	}
	at := map[string]time.Time{}
	for _, e := range entries {
		info, err := os.Stat(filepath.Join(s.Dir, e.Name(), "project-"+version+".json"))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err == nil {
			at[e.Name()] = info.ModTime()
		}
	}
	slices.SortFunc(entries, func(a, b os.DirEntry) int { return at[b.Name()].Compare(at[a.Name()]) })
	for _, e := range entries[maxProjects:] {
		if err := os.RemoveAll(filepath.Join(s.Dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}
