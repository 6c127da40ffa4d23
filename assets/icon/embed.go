// Package icon holds Lightship's icon: a lightship with its lamp lit, as SVG and as PNG of 512 by 512 pixels.
package icon

import _ "embed"

// SVG is the drawing.
//
//go:embed icon.svg
var SVG []byte

// PNG is the drawing at 512 by 512 pixels, for window managers and desktop files.
//
//go:embed icon.png
var PNG []byte
