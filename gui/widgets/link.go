package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"lightship/gui/theme"
)

const (
	linkHeight  float32 = 40
	linkPadding float32 = 14
)

// Link is a row to press: a name, and behind it in muted text where it leads.
type Link struct {
	Pressable

	Name, Detail string
	// Trail is at the right end, in the text's colour; empty for none.
	Trail string
}

// NewLink returns a row that calls tapped.
func NewLink(name, detail string, tapped func()) *Link {
	l := &Link{Name: name, Detail: detail}
	l.OnPress = tapped
	l.ExtendBaseWidget(l)
	l.SetToolTip(detail)
	return l
}

// CreateRenderer draws the row.
func (l *Link) CreateRenderer() fyne.WidgetRenderer {
	r := &linkRenderer{link: l, ground: canvas.NewRectangle(color.Transparent), name: newText(theme.BodySize, true), detail: newText(theme.SmallSize, false), trail: newText(theme.SmallSize, false)}
	r.ground.CornerRadius = theme.ControlRadius
	r.objects = []fyne.CanvasObject{r.ground, r.name, r.detail, r.trail}
	r.Refresh()
	return r
}

type linkRenderer struct {
	parts
	link                *Link
	ground              *canvas.Rectangle
	name, detail, trail *canvas.Text
}

func (r *linkRenderer) MinSize() fyne.Size { return fyne.NewSize(160, linkHeight) }

func (r *linkRenderer) Layout(size fyne.Size) {
	place(r.ground, 2, 2, size.Width-4, size.Height-4)
	trail := max(0, min(size.Width*0.55, fyne.MeasureText(r.link.Trail, r.trail.TextSize, r.trail.TextStyle).Width))
	r.trail.Text, _ = fit(r.link.Trail, trail+0.5, r.trail.TextSize, r.trail.TextStyle)
	placeLine(r.trail, size.Width-linkPadding-trail, 0, trail, size.Height)
	if trail > 0 {
		size.Width -= trail + 12
	}
	room := size.Width - 2*linkPadding
	r.name.Text, _ = fit(r.link.Name, room*0.45, r.name.TextSize, r.name.TextStyle)
	width := r.name.MinSize().Width
	placeLine(r.name, linkPadding, 0, width, size.Height)
	x := linkPadding + width + 12
	r.detail.Text, _ = fit(r.link.Detail, size.Width-linkPadding-x, r.detail.TextSize, r.detail.TextStyle)
	placeLine(r.detail, x, 0, size.Width-linkPadding-x, size.Height)
}

func (r *linkRenderer) Refresh() {
	r.ground.FillColor = color.Transparent
	if r.link.hovered || r.link.focused {
		r.ground.FillColor = theme.Color(theme.Hover)
	}
	if r.link.focused {
		r.ground.FillColor = theme.Color(theme.PrimarySoft)
	}
	r.name.Color, r.detail.Color = theme.Color(theme.Primary), theme.Color(theme.Muted)
	r.trail.Color = theme.Color(theme.Text)
	r.Layout(r.link.Size())
	canvas.Refresh(r.link)
}
