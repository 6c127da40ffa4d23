package node

import (
	"regexp"
	"slices"

	"lightship/engine/project"
)

// drawsText finds drawing of text that looks for the fonts of the system: elements of SVG, a text that sharp is given, an SVG that is
// read, text on a canvas.
var drawsText = regexp.MustCompile(`<text\b|\btext\s*:\s*[\x60"'{]|\.svg\b|\bfillText\(`)

// drawers are packages that draw text with the fonts of the system, which they look for by fontconfig's settings: the papers of sharp
// (sharp.pixelplumbing.com), skia-canvas, @napi-rs/canvas and resvg say so.
var drawers = []string{"sharp", "skia-canvas", "@napi-rs/canvas", "@resvg/resvg-js"}

// fonts is the package of Debian that brings fontconfig's settings and a font: full images have it by ImageMagick.
const fonts = "fontconfig-config"

// isDrawer says whether a package is one of them.
func isDrawer(n project.Native) bool { return slices.Contains(drawers, n.Name) }

// needsFonts notes that the packages which draw text find their fonts in the system; draws says that the sources draw text.
func (n *Package) needsFonts(draws bool) {
	for i := range n.Native {
		if draws && isDrawer(n.Native[i]) {
			n.Native[i].Run = append(n.Native[i].Run, fonts)
		}
	}
}
