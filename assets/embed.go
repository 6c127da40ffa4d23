// Package assets holds the files that are compiled into the programs: the catalogue of base images and what the
// window shows.
package assets

import _ "embed"

//go:embed bases.json
var bases string

// Bases returns the catalogue of base images as JSON; docs/bases.md describes its fields.
func Bases() []byte { return []byte(bases) }
