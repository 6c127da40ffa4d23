package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// graphTexts measures the texts of a graph view. Every step of the zoom asks for hundreds of texts in sizes never used
// before, which is too slow to lay out one by one: so each character is measured once, and a text is the sum of its own.
type graphTexts struct {
	regular, bold *charWidths
}

func newGraphTexts() graphTexts {
	return graphTexts{
		regular: &charWidths{widths: map[rune]float32{}},
		bold:    &charWidths{widths: map[rune]float32{}, style: fyne.TextStyle{Bold: true}},
	}
}

// charWidths are the widths of characters at measuredSize.
type charWidths struct {
	style  fyne.TextStyle
	widths map[rune]float32
}

const measuredSize = 100

func (w *charWidths) of(r rune) float32 {
	width, known := w.widths[r]
	if !known {
		width = fyne.MeasureText(string(r), measuredSize, w.style).Width
		w.widths[r] = width
	}
	return width
}

// width is the width of a text in a size.
func (w *charWidths) width(s string, size float32) float32 {
	var sum float32
	for _, r := range s {
		sum += w.of(r)
	}
	return sum * size / measuredSize
}

// head returns s, or as much of its beginning as fits in width with an ellipsis behind it.
func (w *charWidths) head(s string, size, width float32) string {
	if w.width(s, size) <= width {
		return s
	}
	room := width*measuredSize/size - w.of('…')
	for i, r := range s {
		if room -= w.of(r); room < 0 {
			return s[:i] + ellipsis
		}
	}
	return s
}

// tail returns s, or as much of its end as fits in width with an ellipsis before it.
func (w *charWidths) tail(s string, size, width float32) string {
	if w.width(s, size) <= width {
		return s
	}
	room := width*measuredSize/size - w.of('…')
	runes := []rune(s)
	for i := len(runes) - 1; i >= 0; i-- {
		if room -= w.of(runes[i]); room < 0 {
			return ellipsis + string(runes[i+1:])
		}
	}
	return s
}

// ends returns s, or as much of its beginning and of its end as fits in width with an ellipsis between them: what tells
// long names apart stands at either end.
func (w *charWidths) ends(s string, size, width float32) string {
	if w.width(s, size) <= width {
		return s
	}
	room := width*measuredSize/size - w.of('…')
	runes := []rune(s)
	from, to := 0, len(runes)
	for front := true; from < to; front = !front {
		next := runes[from]
		if !front {
			next = runes[to-1]
		}
		if room -= w.of(next); room < 0 {
			break
		}
		if front {
			from++
		} else {
			to--
		}
	}
	return string(runes[:from]) + ellipsis + string(runes[to:])
}

// lineHeight is the height of a line of text in units of its size.
const lineHeight = 1.37

// halfPixels rounds a size of text, so that few sizes are in use while the user zooms.
func halfPixels(size float32) float32 { return float32(int(size*2+0.5)) / 2 }

// setText shows a text in a size with its top left at a place; an empty one is hidden.
func setText(t *canvas.Text, w *charWidths, text string, at fyne.Position, size float32) {
	t.Hidden = text == ""
	if t.Hidden {
		return
	}
	t.Text, t.TextSize = text, size
	t.Move(at)
	t.Resize(fyne.NewSize(w.width(text, size), size*lineHeight))
}
