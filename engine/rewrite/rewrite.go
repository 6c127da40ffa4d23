// Package rewrite finds what a Dockerfile could do better and rewrites it: rules and stage-splitting patterns give
// findings and changes, a plan of changes gives the after Dockerfile.
package rewrite

import "lightship/engine/dockerfile"

// Group is what a change is good for.
type Group string

// The groups, in the order they are shown.
const (
	Size   Group = "Size"
	Speed  Group = "Speed"
	Safety Group = "Safety"
)

// Finding is something the rules noticed.
type Finding struct {
	// Rule is the rule's id, such as "go-split".
	Rule  string           `json:"rule"`
	Title string           `json:"title"`
	Why   string           `json:"why"`
	Lines dockerfile.Lines `json:"lines"`
	// Refused is the reason why no change is offered; empty when there is one.
	Refused string `json:"refused,omitempty"`
}

// Change is an edit that answers a finding; the user turns it on or off.
type Change struct {
	// ID is the rule's id; it is unique within a proposal.
	ID    string `json:"id"`
	Group Group  `json:"group"`
	Title string `json:"title"`
	Why   string `json:"why"`
	// Docs is the rule's page, relative to the project's docs folder: "rules/go-split.md".
	Docs string `json:"docs"`
	// Also are the ids that hadolint and BuildKit give it, such as "DL3059".
	Also []string `json:"also,omitempty"`
	// SavesBytes is the predicted saving on disk, SavesSeconds that of a rebuild after a source change; 0 when none
	// or not known.
	SavesBytes   int64   `json:"saves_bytes,omitempty"`
	SavesSeconds float64 `json:"saves_seconds,omitempty"`
	// Needs are the ids of changes that must be on for this one to be.
	Needs []string `json:"needs,omitempty"`
	// Default says whether the change starts turned on.
	Default bool `json:"default"`
	// Lines is where in the before text it starts from.
	Lines dockerfile.Lines `json:"lines"`
}
