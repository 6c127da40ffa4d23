package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// look is Lightship's theme. Fonts and icons are Fyne's: Noto Sans and its mono.
type look struct {
	tokens map[fyne.ThemeColorName]pair
	stock  map[fyne.ThemeColorName]fyne.ThemeColorName
	sizes  map[fyne.ThemeSizeName]float32
	// fixed is the variant to use whatever is asked for; nil follows the system.
	fixed *fyne.ThemeVariant
}

// New returns the theme; it is light or dark as the system is.
func New() fyne.Theme {
	return &look{tokens: tokens(), stock: stock(), sizes: sizes()}
}

// NewFixed returns the theme in one variant, whatever the system's is.
func NewFixed(variant fyne.ThemeVariant) fyne.Theme {
	return &look{tokens: tokens(), stock: stock(), sizes: sizes(), fixed: &variant}
}

// Color returns the colour of a token or of one of Fyne's own names.
func (l *look) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	if l.fixed != nil {
		variant = *l.fixed
	}
	if token, ok := l.stock[name]; ok {
		name = token
	}
	if p, ok := l.tokens[name]; ok {
		if variant == fynetheme.VariantLight {
			return p.light
		}
		return p.dark
	}
	switch name {
	case fynetheme.ColorNameScrollBar:
		c := l.tokens[Muted].light
		c.A = 0x70
		return c
	case fynetheme.ColorNameScrollBarBackground:
		return color.NRGBA{}
	}
	return fynetheme.DefaultTheme().Color(name, variant)
}

// Font returns Fyne's own font for a style.
func (l *look) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Monospace:
		return fynetheme.DefaultTextMonospaceFont()
	case style.Symbol:
		return fynetheme.DefaultSymbolFont()
	case style.Bold && style.Italic:
		return fynetheme.DefaultTextBoldItalicFont()
	case style.Bold:
		return fynetheme.DefaultTextBoldFont()
	case style.Italic:
		return fynetheme.DefaultTextItalicFont()
	}
	return fynetheme.DefaultTextFont()
}

// Icon returns Fyne's own icon of that name.
func (l *look) Icon(name fyne.ThemeIconName) fyne.Resource {
	return fynetheme.DefaultTheme().Icon(name)
}

// Size returns one of Fyne's own sizes.
func (l *look) Size(name fyne.ThemeSizeName) float32 {
	if s, ok := l.sizes[name]; ok {
		return s
	}
	return fynetheme.DefaultTheme().Size(name)
}
