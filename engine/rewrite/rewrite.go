package rewrite

import (
	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
	"lightship/engine/secret"
)

// What rules and patterns say, as those outside this room see it.
type (
	// Group is what a change is good for.
	Group = rule.Group
	// Severity is how much a finding matters.
	Severity = rule.Severity
	// Assumption is what a change takes for granted that the sources don't tell.
	Assumption = rule.Assumption
	// Finding is something the rules noticed.
	Finding = rule.Finding
	// Change is an edit that answers the findings of one rule; the user turns it on or off.
	Change = rule.Change
	// File is a file beside the Dockerfile that a change writes.
	File = rule.File
	// Rule is one thing that a Dockerfile can do better.
	Rule = rule.Rule
)

// The groups, in the order they are shown.
const (
	Size   = rule.Size
	Speed  = rule.Speed
	Safety = rule.Safety
)

// The severities, the gravest first.
const (
	Error   = rule.Error
	Warning = rule.Warning
	Info    = rule.Info
)

// WithoutMinor are the findings that are shown to who did not ask for all of them.
func WithoutMinor(all []Finding) []Finding { return rule.WithoutMinor(all) }

// Secrets is a masker that knows the secrets of a Dockerfile: the values of its ARG and ENV with a secret's name, and whatever
// has the form of a token, password or private key.
func Secrets(f *dockerfile.File) *secret.Masker { return model.Secrets(f) }
