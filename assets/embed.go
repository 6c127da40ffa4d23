// Package assets holds the files that are compiled into the programs: the catalogue of base images and what the
// window shows.
package assets

import _ "embed"

//go:embed bases.json
var bases string

//go:embed families.json
var families string

//go:embed products.json
var products string

// Bases returns the catalogue of base images as JSON; docs/bases.md describes its fields.
func Bases() []byte { return []byte(bases) }

// Families returns the families of images, and what those of each set and offer, as JSON; docs/bases.md describes its fields.
func Families() []byte { return []byte(families) }

// Products returns the runtimes, servers and distributions with the ends of support of their releases as JSON; docs/bases.md
// describes its fields.
func Products() []byte { return []byte(products) }
