package theme

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// Text sizes, in Fyne's density-independent pixels as all sizes here.
const (
	// BodySize is for text, HeadingSize for the title of a card, TitleSize for the title of a page.
	BodySize    float32 = 13
	HeadingSize float32 = 13
	TitleSize   float32 = 17
	// BigSize is for the few big numbers of a page.
	BigSize float32 = 30
	// SmallSize is for second lines, CaptionSize for table heads and captions, RailSize for labels of the rail.
	SmallSize   float32 = 12
	CaptionSize float32 = 11
	RailSize    float32 = 10.5
)

// Radii, distances and heights.
const (
	CardRadius    float32 = 10
	ControlRadius float32 = 8
	PillRadius    float32 = 12
	// SheetRadius is of what floats over a page.
	SheetRadius float32 = 12
	// Margin is around a page, Gap between cards, CardPadding inside a card.
	Margin      float32 = 16
	Gap         float32 = 16
	CardPadding float32 = 20
	// ControlHeight is the height of buttons and pickers.
	ControlHeight float32 = 32
	RailWidth     float32 = 80
	BarHeight     float32 = 56
	StatusHeight  float32 = 32
)

// sizes returns the values for Fyne's own sizes.
func sizes() map[fyne.ThemeSizeName]float32 {
	return map[fyne.ThemeSizeName]float32{
		fynetheme.SizeNameText:               BodySize,
		fynetheme.SizeNameCaptionText:        CaptionSize,
		fynetheme.SizeNameHeadingText:        TitleSize,
		fynetheme.SizeNameSubHeadingText:     15,
		fynetheme.SizeNamePadding:            4,
		fynetheme.SizeNameInnerPadding:       8,
		fynetheme.SizeNameInlineIcon:         18,
		fynetheme.SizeNameInputBorder:        1,
		fynetheme.SizeNameInputRadius:        ControlRadius,
		fynetheme.SizeNameButtonRadius:       ControlRadius,
		fynetheme.SizeNameSelectionRadius:    6,
		fynetheme.SizeNameCardRadius:         CardRadius,
		fynetheme.SizeNameDialogRadius:       CardRadius,
		fynetheme.SizeNamePopupRadius:        SheetRadius,
		fynetheme.SizeNameMenuRadius:         ControlRadius,
		fynetheme.SizeNameScrollBar:          10,
		fynetheme.SizeNameScrollBarSmall:     4,
		fynetheme.SizeNameScrollBarRadius:    5,
		fynetheme.SizeNameModalBlurRadius:    0,
		fynetheme.SizeNameSplitThickness:     Gap,
		fynetheme.SizeNameSeparatorThickness: 1,
	}
}
