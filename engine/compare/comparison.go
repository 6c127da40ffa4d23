// Package compare puts two measurements side by side: sizes, pull times, build times, surface.
package compare

import (
	"time"

	"lightship/engine/image"
	"lightship/engine/proof"
	"lightship/engine/pull"
	"lightship/engine/secret"
)

// SchemaVersion is the version of the report's JSON schema, docs/report.schema.json.
const SchemaVersion = 1

// Comparison is before and after, measured. It is what a report is made from.
type Comparison struct {
	Schema  int       `json:"schema"`
	Made    time.Time `json:"made"`
	Version string    `json:"lightship_version"`
	Project string    `json:"project"`
	// Dockerfile is the name of the file that was optimized; Target, Platform and Base are what was chosen.
	Dockerfile string `json:"dockerfile"`
	Target     string `json:"target"`
	Platform   string `json:"platform"`
	Base       string `json:"base"`
	// Engine says which BuildKit built both.
	Engine string `json:"engine"`
	// Stale says that the plan has changed since both were built: the figures are those of another Dockerfile.
	Stale bool `json:"stale,omitempty"`
	// Changes are those that were on, in the order of the plan.
	Changes []AppliedChange `json:"changes"`
	Before  Side            `json:"before"`
	After   Side            `json:"after"`
	// Link is the link that pull times are said for; Rates are this computer's.
	Link  pull.Link  `json:"link"`
	Rates pull.Rates `json:"rates"`
	// Pulls are the predicted pull times on Link: cold node, base there, code-only redeploy.
	Pulls []PullCase `json:"pulls"`
	// Curve is the cold pull over bandwidth at Link.RTT, ascending.
	Curve []CurvePoint `json:"curve"`
	// StandIns are the bases that were stand-ins, with how they were made; empty with real images.
	StandIns []StandIn `json:"stand_ins"`
	// Proof is what starting both images came to, without the runs; nil when they were not started.
	Proof *proof.Result `json:"proof,omitempty"`
	// Secrets are those that the builds were given, which no report repeats; nil when there are none. They are never written.
	Secrets *secret.Masker `json:"-"`
}

// AppliedChange is a change that was on.
type AppliedChange struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	// Assumes is what it takes for granted that the sources don't tell, empty for nothing: it was made because starting both showed nothing
	// else, or because the user turned it on.
	Assumes string `json:"assumes,omitempty"`
}

// StandIn is a base that stood in for a public image.
type StandIn struct {
	Ref  string `json:"ref"`
	Says string `json:"says"`
}

// Side is one of the two measurements.
type Side struct {
	// Text is the Dockerfile.
	Text  string          `json:"dockerfile_text"`
	Image *image.Analysis `json:"image"`
	// BuildTime is the wall time of this rebuild; CachedSteps of Steps came from the cache.
	BuildTime   time.Duration `json:"build_ns"`
	Steps       int           `json:"steps"`
	CachedSteps int           `json:"cached_steps"`
}

// CurvePoint is the pull time of both images at one bandwidth.
type CurvePoint struct {
	BitsPerSecond float64       `json:"bits_per_second"`
	Before        pull.Estimate `json:"before"`
	After         pull.Estimate `json:"after"`
}
