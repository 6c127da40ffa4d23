package theme

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
)

// LeastContrast is what WCAG 2 asks of text that is not large, level AA.
const LeastContrast = 4.5

// LeastEdge is what it asks of what tells a control from its ground, and of drawings that carry a meaning.
const LeastEdge = 3.0

// InkOn returns the better of near black and white for text on a colour that is the same in both themes, such as those of the
// series, and whether text stands out enough there.
func InkOn(ground fyne.ThemeColorName) (ink color.Color, enough bool) {
	black, white := rgb(0x0B1220), rgb(0xFFFFFF)
	under := opaque(Color(ground))
	dark, light := Contrast(black, under), Contrast(white, under)
	if dark > light {
		return black, dark >= LeastContrast
	}
	return white, light >= LeastContrast
}

func opaque(c color.Color) color.NRGBA {
	r, g, b, _ := c.RGBA()
	return color.NRGBA{R: uint8(r >> 8), G: uint8(g >> 8), B: uint8(b >> 8), A: 0xFF}
}

// Contrast is the contrast ratio of WCAG 2: from 1 to 21.
func Contrast(a, b color.NRGBA) float64 {
	high, low := luminance(a), luminance(b)
	if high < low {
		high, low = low, high
	}
	return (high + 0.05) / (low + 0.05)
}

// luminance is the relative luminance of WCAG 2: from 0 to 1.
func luminance(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}
