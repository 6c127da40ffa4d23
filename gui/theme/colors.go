package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// The colour tokens. A soft token is the ground on which the token of the same name is written.
const (
	// Ground is behind cards, Panel is what cards and bars are made of, Line draws hairlines and borders.
	Ground fyne.ThemeColorName = "lightshipGround"
	Panel  fyne.ThemeColorName = "lightshipPanel"
	Line   fyne.ThemeColorName = "lightshipLine"
	// Edge is what tells a control from its ground: the border of a field, a switch that is off, a page's name that can't be gone to.
	Edge fyne.ThemeColorName = "lightshipEdge"
	// Text is for text, Muted for secondary text, units and axes.
	Text  fyne.ThemeColorName = "lightshipText"
	Muted fyne.ThemeColorName = "lightshipMuted"
	// Primary is what can be pressed; PrimarySoft is selection; OnPrimary is written on Primary.
	Primary     fyne.ThemeColorName = "lightshipPrimary"
	PrimarySoft fyne.ThemeColorName = "lightshipPrimarySoft"
	OnPrimary   fyne.ThemeColorName = "lightshipOnPrimary"
	// PrimaryHover is Primary under the mouse; Hover is any other ground under the mouse.
	PrimaryHover fyne.ThemeColorName = "lightshipPrimaryHover"
	Hover        fyne.ThemeColorName = "lightshipHover"
	// PrimaryPale is for bars of what is done, beside bars of what runs.
	PrimaryPale fyne.ThemeColorName = "lightshipPrimaryPale"
	// Good is lighter, faster, fits; Warn is a caveat; Bad is failed, removed, does not fit.
	Good     fyne.ThemeColorName = "lightshipGood"
	GoodSoft fyne.ThemeColorName = "lightshipGoodSoft"
	Warn     fyne.ThemeColorName = "lightshipWarn"
	WarnSoft fyne.ThemeColorName = "lightshipWarnSoft"
	Bad      fyne.ThemeColorName = "lightshipBad"
	BadSoft  fyne.ThemeColorName = "lightshipBadSoft"
	// Track is behind a bar and in a switch that is off; Knob is the switch's knob.
	Track fyne.ThemeColorName = "lightshipTrack"
	Knob  fyne.ThemeColorName = "lightshipKnob"
	// Shadow is under cards and pop-ups.
	Shadow fyne.ThemeColorName = "lightshipShadow"
	// Scrim dims what is below what floats.
	Scrim fyne.ThemeColorName = "lightshipScrim"
	// Series1 to Series8 are bytes by origin, in their fixed order.
	Series1 fyne.ThemeColorName = "lightshipSeries1"
	Series2 fyne.ThemeColorName = "lightshipSeries2"
	Series3 fyne.ThemeColorName = "lightshipSeries3"
	Series4 fyne.ThemeColorName = "lightshipSeries4"
	Series5 fyne.ThemeColorName = "lightshipSeries5"
	Series6 fyne.ThemeColorName = "lightshipSeries6"
	Series7 fyne.ThemeColorName = "lightshipSeries7"
	Series8 fyne.ThemeColorName = "lightshipSeries8"
)

// Color returns a colour token of the app's theme, for the variant in use.
func Color(name fyne.ThemeColorName) color.Color {
	return fynetheme.Color(name)
}

// pair is a token's value in the light and in the dark variant.
type pair struct{ light, dark color.NRGBA }

// tokens returns the values of all tokens of the product. What is written stands out from what it is written on by at
// least 4.5 to 1, the contrast that WCAG 2 asks for; a test computes it.
func tokens() map[fyne.ThemeColorName]pair {
	return map[fyne.ThemeColorName]pair{
		Ground:       {rgb(0xF6F8FB), rgb(0x0E1420)},
		Panel:        {rgb(0xFFFFFF), rgb(0x161E2C)},
		Line:         {rgb(0xE3E8EF), rgb(0x253047)},
		Edge:         {rgb(0x7B899F), rgb(0x6B7B99)},
		Text:         {rgb(0x0F172A), rgb(0xE6EBF4)},
		Muted:        {rgb(0x566579), rgb(0x93A1B8)},
		Primary:      {rgb(0x2563EB), rgb(0x5B8DEF)},
		PrimarySoft:  {rgb(0xE8F0FF), rgb(0x182743)},
		OnPrimary:    {rgb(0xFFFFFF), rgb(0x0B1220)},
		PrimaryHover: {rgb(0x1D4FD0), rgb(0x709CF3)},
		PrimaryPale:  {rgb(0x93B4F5), rgb(0x3A5B9C)},
		Hover:        {rgb(0xEDF2F9), rgb(0x1C2637)},
		Good:         {rgb(0x0A7A54), rgb(0x34C08B)},
		GoodSoft:     {rgb(0xDDF5EA), rgb(0x143A2E)},
		Warn:         {rgb(0x935D0C), rgb(0xE0A63C)},
		WarnSoft:     {rgb(0xFDF1D8), rgb(0x3D3016)},
		Bad:          {rgb(0xC42F2F), rgb(0xEF7070)},
		BadSoft:      {rgb(0xFCE4E4), rgb(0x43201F)},
		Track:        {rgb(0xE3E8EF), rgb(0x2A3650)},
		Knob:         {rgb(0xFFFFFF), rgb(0xFFFFFF)},
		Shadow:       {rgba(0x0F172A, 0x14), rgba(0x000000, 0x40)},
		Scrim:        {rgba(0x0F172A, 0x66), rgba(0x000000, 0x80)},
		Series1:      {rgb(0x64748B), rgb(0x64748B)},
		Series2:      {rgb(0xF59E0B), rgb(0xF59E0B)},
		Series3:      {rgb(0xEC6A5E), rgb(0xEC6A5E)},
		Series4:      {rgb(0x2563EB), rgb(0x2563EB)},
		Series5:      {rgb(0x14B8A6), rgb(0x14B8A6)},
		Series6:      {rgb(0x8B5CF6), rgb(0x8B5CF6)},
		Series7:      {rgb(0xB4C0CF), rgb(0x46546D)},
		Series8:      {rgb(0xD9579F), rgb(0xE573B4)},
	}
}

// stock says which token stands for each of Fyne's own colours, for the parts that Fyne draws: scroll bars, entries,
// menus, dialogs.
func stock() map[fyne.ThemeColorName]fyne.ThemeColorName {
	return map[fyne.ThemeColorName]fyne.ThemeColorName{
		fynetheme.ColorNameBackground:          Ground,
		fynetheme.ColorNameButton:              Panel,
		fynetheme.ColorNameDisabled:            Muted,
		fynetheme.ColorNameDisabledButton:      Ground,
		fynetheme.ColorNameError:               Bad,
		fynetheme.ColorNameFocus:               PrimarySoft,
		fynetheme.ColorNameForeground:          Text,
		fynetheme.ColorNameForegroundOnError:   OnPrimary,
		fynetheme.ColorNameForegroundOnPrimary: OnPrimary,
		fynetheme.ColorNameForegroundOnSuccess: OnPrimary,
		fynetheme.ColorNameForegroundOnWarning: OnPrimary,
		fynetheme.ColorNameHeaderBackground:    Panel,
		fynetheme.ColorNameHover:               Hover,
		fynetheme.ColorNameHyperlink:           Primary,
		fynetheme.ColorNameInputBackground:     Panel,
		fynetheme.ColorNameInputBorder:         Line,
		fynetheme.ColorNameMenuBackground:      Panel,
		fynetheme.ColorNameOverlayBackground:   Panel,
		fynetheme.ColorNamePlaceHolder:         Muted,
		fynetheme.ColorNamePressed:             PrimarySoft,
		fynetheme.ColorNamePrimary:             Primary,
		fynetheme.ColorNameSelection:           PrimarySoft,
		fynetheme.ColorNameSeparator:           Line,
		fynetheme.ColorNameShadow:              Shadow,
		fynetheme.ColorNameSuccess:             Good,
		fynetheme.ColorNameWarning:             Warn,
	}
}

func rgb(hex uint32) color.NRGBA { return rgba(hex, 0xFF) }

func rgba(hex uint32, alpha uint8) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: alpha}
}
