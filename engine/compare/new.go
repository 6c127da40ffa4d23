package compare

import (
	"fmt"
	"math"
	"slices"
	"time"

	"lightship/engine/build"
	"lightship/engine/image"
	"lightship/engine/pull"
	"lightship/engine/secret"
)

// Input is what a Comparison is made from.
type Input struct {
	// Made is when; the zero time stands for now.
	Made time.Time
	// Version is Lightship's, Engine the BuildKit's that built both.
	Version string
	Engine  string
	// Project, Dockerfile, Target, Platform and Base are what was chosen; BeforeBase is the base that the before image
	// stands on.
	Project    string
	Dockerfile string
	Target     string
	Platform   string
	Base       string
	BeforeBase string
	// Changes are those that were on, in the plan's order.
	Changes []AppliedChange
	Before  Built
	After   Built
	Link    pull.Link
	Rates   pull.Rates
	// StandIns are bases known to be stand-ins. The images' own labels are looked at as well.
	StandIns []StandIn
	// Secrets are those that the builds were given; nil when there are none.
	Secrets *secret.Masker
}

// Built is one Dockerfile, what its build told, and what its image holds.
type Built struct {
	Text []byte
	// Image must not be nil.
	Image *image.Analysis
	// Build is nil when nothing is known of the build.
	Build *build.Result
}

// The points of the curve, from curveFrom to curveTo bits per second.
const (
	curvePoints = 25
	curveFrom   = 10e6
	curveTo     = 1e9
)

// New compares the two measurements: it predicts the pull times of the three cases on the link, and of a cold node
// over bandwidth.
func New(in Input) *Comparison {
	if in.Made.IsZero() {
		in.Made = time.Now()
	}
	c := &Comparison{
		Schema:     SchemaVersion,
		Made:       in.Made.UTC().Truncate(time.Second),
		Version:    in.Version,
		Project:    in.Project,
		Dockerfile: in.Dockerfile,
		Target:     in.Target,
		Platform:   in.Platform,
		Base:       in.Base,
		Engine:     in.Engine,
		Changes:    append([]AppliedChange{}, in.Changes...),
		Before:     in.Before.side(),
		After:      in.After.side(),
		Link:       in.Link,
		Rates:      in.Rates,
		StandIns:   standIns(in),
		Secrets:    in.Secrets,
	}
	c.Pulls = c.PullsOn(in.Link)
	c.Curve = c.curve()
	return c
}

func (b Built) side() Side {
	s := Side{Text: string(b.Text), Image: b.Image}
	if b.Build == nil {
		return s
	}
	s.BuildTime = b.Build.Wall
	for _, step := range b.Build.Progress.Steps {
		// Only the Dockerfile's own steps say how much of it was built anew.
		if step.Instruction == "" {
			continue
		}
		s.Steps++
		if step.State == build.Cached {
			s.CachedSteps++
		}
	}
	return s
}

// FromCache says that steps of either build came from the cache, so that the two times can't be compared.
func (c *Comparison) FromCache() bool { return c.Before.CachedSteps+c.After.CachedSteps > 0 }

// BuildsAlike says that the times of the two builds can be compared: no step of either came from the cache, or all of both.
func (c *Comparison) BuildsAlike() bool {
	warm := func(s Side) bool { return s.Steps > 0 && s.CachedSteps == s.Steps }
	return !c.FromCache() || warm(c.Before) && warm(c.After)
}

// standIns are those that are known, and those that the images tell of, each once.
func standIns(in Input) []StandIn {
	all := []StandIn{}
	for _, s := range in.StandIns {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	told := []StandIn{
		{Ref: in.BeforeBase, Says: in.Before.Image.StandIn},
		{Ref: in.Base, Says: in.After.Image.StandIn},
	}
	for i, s := range told {
		if s.Ref == "" {
			s.Ref = fmt.Sprintf("base of the %s image", []string{"before", "after"}[i])
		}
		if s.Says != "" && !has(all, s) {
			all = append(all, s)
		}
	}
	return all
}

func has(all []StandIn, s StandIn) bool {
	for _, other := range all {
		if other.Ref == s.Ref || other.Says == s.Says {
			return true
		}
	}
	return false
}

// PullsOn returns the three cases on another link: cold node, base there, code-only redeploy.
func (c *Comparison) PullsOn(l pull.Link) []PullCase {
	cases := make([]PullCase, 0, len(situations))
	for _, s := range situations {
		p := PullCase{Name: s.name, BeforeBytes: -1, AfterBytes: -1}
		if before, known := s.load(c.Before, c.Target); known {
			p.BeforeBytes, p.Before = before.bytes, pull.Predict(before.blobs, l, c.Rates)
		}
		if after, known := s.load(c.After, c.Target); known {
			p.AfterBytes, p.After = after.bytes, pull.Predict(after.blobs, l, c.Rates)
		}
		cases = append(cases, p)
	}
	return cases
}

// curve is the cold pull at bandwidths that grow by the same factor from point to point.
func (c *Comparison) curve() []CurvePoint {
	before, after := coldNode(c.Before), coldNode(c.After)
	points := make([]CurvePoint, curvePoints)
	for i := range points {
		l := c.Link
		l.BitsPerSecond = math.Round(curveFrom * math.Pow(curveTo/curveFrom, float64(i)/(curvePoints-1)))
		points[i] = CurvePoint{
			BitsPerSecond: l.BitsPerSecond,
			Before:        pull.Predict(before.blobs, l, c.Rates),
			After:         pull.Predict(after.blobs, l, c.Rates),
		}
	}
	return points
}

// Ratio is how many times lighter the after image is on disk; 0 when it holds nothing.
func (c *Comparison) Ratio() float64 {
	return ratio(float64(c.Before.Image.OnDisk), float64(c.After.Image.OnDisk))
}

// DownloadRatio is how many times less a cold node downloads; 0 when it downloads nothing.
func (c *Comparison) DownloadRatio() float64 {
	return ratio(float64(c.Before.Image.Download), float64(c.After.Image.Download))
}

// Marked is the comparison with what is said of its age: stale when the plan has changed since.
func (c *Comparison) Marked(stale bool) *Comparison {
	next := *c
	next.Stale = stale
	return &next
}

// Cold is the pull on a node that has nothing yet.
func (c *Comparison) Cold() PullCase {
	if len(c.Pulls) == 0 {
		return PullCase{Name: ColdNode}
	}
	return c.Pulls[0]
}

func ratio(before, after float64) float64 {
	if after <= 0 {
		return 0
	}
	return before / after
}
