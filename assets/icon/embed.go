// Package icon holds Lightship's icon: a lightship with its lamp lit. icon.svg is the drawing that the PNG was made from.
package icon

import _ "embed"

// PNG is the drawing at 512 by 512 pixels, for window managers and desktop files.
//
//go:embed icon.png
var PNG []byte
