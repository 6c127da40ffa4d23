// Package model prepares a Dockerfile for the rules and patterns: each stage is walked once, each RUN's script is parsed
// once as shell, and what holds at each instruction (working directory, user, environment) is noted.
package model

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/image"
	"lightship/engine/project"
)

// Model is a Dockerfile with what is known of it. It is never changed after New returned it.
type Model struct {
	File *dockerfile.File
	// Project is never nil, and has Files.
	Project *project.Project
	Settings
	// Stages are in the order of the file.
	Stages []*Stage

	target int
	// folder is the folder of the build context that files are named from, empty for its root.
	folder string
	// commands is how many the RUNs have that were read, starts what the stages on images start with, while New reads them.
	commands int
	starts   map[given]start
	memo     *memo
}

// Settings are what is said to a model from outside.
type Settings struct {
	// Target is the stage to build as the user named it, empty for the last one.
	Target string
	// Now is the day that ends of support are looked at from.
	Now time.Time
	// Split says that a pattern offers to make the final stage anew: what stays in the image today will not.
	Split bool
	// Layers are those of the image that was built of the text; nil when none is known.
	Layers *image.Layers
	// Memory is what was worked out for the project before; nil remembers nothing.
	Memory *Memory
}

// New prepares a file. It fails when the target is not a stage of it.
func New(f *dockerfile.File, p *project.Project, o Settings) (*Model, error) {
	index, err := f.Target(o.Target)
	if err != nil {
		return nil, fmt.Errorf("read the stages: %w", err)
	}
	if p == nil {
		p = project.None()
	}
	if p.Files == nil {
		next := *p
		next.Files = project.NewFiles(p.Dir)
		p = &next
	}
	m := &Model{File: f, Project: p, Settings: o, target: index, starts: map[given]start{}, memo: &memo{}}
	for i := range f.Stages {
		m.Stages = append(m.Stages, m.readStage(&f.Stages[i]))
	}
	m.readStarts()
	m.findLayers()
	return m, nil
}

// Of is the model of the same file with another reading of its project.
func (m *Model) Of(p *project.Project) *Model {
	next := *m
	next.Project, next.memo = p, &memo{}
	return &next
}

// AsSplit is the model of the same file whose final stage a pattern offers to make anew.
func (m *Model) AsSplit() *Model {
	next := *m
	next.Split, next.memo = true, &memo{}
	return &next
}

// sumKey is the key that the digest of the source is remembered by.
type sumKey struct{}

// Sum is a digest of the source, by which what was made of it is kept.
func (m *Model) Sum() [sha256.Size]byte {
	return m.Remember(sumKey{}, func() any { return sha256.Sum256(m.File.Source) }).([sha256.Size]byte)
}

// Final is the stage that is built.
func (m *Model) Final() *Stage { return m.Stages[m.target] }

// RootBase is the image that a stage stands on, through the stages between.
func (m *Model) RootBase(s *Stage) string {
	for s.Parent >= 0 {
		s = m.Stages[s.Parent]
	}
	return s.Base
}

// StageOf returns the index of the stage that a --from of another stage names, -1 when it names an image.
func (m *Model) StageOf(s *Stage, ins dockerfile.Instruction, from string) int {
	from = strings.ToLower(ExpandVars(from, ins.Env))
	if i, err := strconv.Atoi(from); err == nil && i >= 0 && i < s.Index && strconv.Itoa(i) == from {
		return i // no stage's name is a number
	}
	named := m.Remember(namesKey{}, func() any {
		names := map[string][]int{}
		for i, s := range m.Stages {
			if s.Name != "" {
				names[s.Name] = append(names[s.Name], i)
			}
		}
		return names
	}).(map[string][]int)[from]
	before, _ := slices.BinarySearch(named, s.Index)
	if before == 0 {
		return -1
	}
	return named[before-1]
}

// namesKey is the key that the stages of each name are remembered by.
type namesKey struct{}

// CopiedFrom returns the indexes of the stages that a stage copies from, in order.
func (m *Model) CopiedFrom(s *Stage) []int {
	var out []int
	for _, ins := range s.Instructions {
		c, ok := ins.Command.(*instructions.CopyCommand)
		if !ok || c.From == "" {
			continue
		}
		if i := m.StageOf(s, ins, c.From); i >= 0 {
			out = append(out, i)
		}
	}
	return out
}

// WithComments widens a range to the comment lines right above it.
func (m *Model) WithComments(at dockerfile.Lines) dockerfile.Lines {
	lines := m.lines()
	for at.First > 2 {
		above := strings.TrimSpace(lines[at.First-2])
		if !strings.HasPrefix(above, "#") {
			break
		}
		at.First--
	}
	return at
}

// SourceLines returns the source of a range with "\n" line ends.
func (m *Model) SourceLines(at dockerfile.Lines) string {
	return strings.Join(m.lines()[at.First-1:at.Last], "\n")
}

// linesKey is the key that the lines of the source are remembered by.
type linesKey struct{}

// lines are those of the source, without their ends.
func (m *Model) lines() []string {
	return m.Remember(linesKey{}, func() any {
		return strings.Split(strings.ReplaceAll(string(m.File.Source), "\r\n", "\n"), "\n")
	}).([]string)
}

// StandsOn says whether a stage is another one, or starts from it through the stages between.
func (m *Model) StandsOn(s, below *Stage) bool {
	for s != below && s.Parent >= 0 {
		s = m.Stages[s.Parent]
	}
	return s == below
}

// StartsAny says whether the image of a stage, or of one that stands on it, is started with one of the programs, as far as the
// Dockerfile and the files beside it tell.
func (m *Model) StartsAny(below *Stage, programs ...string) bool {
	for _, s := range m.Stages {
		if !m.StandsOn(s, below) {
			continue
		}
		if s.Start.Names(programs...) || slices.ContainsFunc(s.Starts, func(o Started) bool { return o.Names(programs...) }) {
			return true
		}
	}
	return false
}
