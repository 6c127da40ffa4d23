// Package bases holds the recipes of the stand-in base images that cmd/testbed builds: images/ has one recipe per
// image, trees/ the Debian trees that several recipes are cut from. docs/testbed.md says what each field means.
package bases

import "embed"

// Recipes are the recipe files, under images/ and trees/.
//
//go:embed images/*.toml trees/*.toml
var Recipes embed.FS
