package stagegraph

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

const (
	// fadedStrength is how strong the parts are that the target doesn't reach.
	fadedStrength = 0.5
	// struckHeight is how high over the base line a text is struck through, for each unit of its size.
	struckHeight = 0.32
)

// svgFonts are the compiled-in fonts by their name, and what comes nearest to them elsewhere.
const svgFonts = `Go,"Noto Sans","Segoe UI",system-ui,sans-serif`

// WriteSVG writes the picture of a graph as one SVG document that needs nothing from outside; Picture.Scale has no
// meaning for it.
func (g *Graph) WriteSVG(w io.Writer, l *Layout, p Picture) error {
	f, err := newFonts(1)
	if err != nil {
		return err
	}
	on := &svgPainter{fonts: f}
	width, height := p.size(l)
	fmt.Fprintf(&on.out, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]g" height="%[2]g" viewBox="0 0 %[1]g %[2]g" font-family='%[3]s'>`+"\n",
		width, height, svgFonts)
	(&artist{Picture: p, palette: p.palette(), on: on, fonts: f, graph: g, layout: l}).paint()
	on.out.WriteString("</svg>\n")
	if _, err := io.WriteString(w, on.out.String()); err != nil {
		return fmt.Errorf("writing the graph as SVG: %w", err)
	}
	return nil
}

// svgPainter writes SVG elements.
type svgPainter struct {
	fonts *fonts
	out   strings.Builder
}

func (p *svgPainter) group(title string, faded bool, paint func()) {
	opacity := ""
	if faded {
		opacity = fmt.Sprintf(` opacity="%g"`, fadedStrength)
	}
	fmt.Fprintf(&p.out, "<g%s><title>%s</title>", opacity, escapeXML(title))
	paint()
	p.out.WriteString("</g>\n")
}

func (p *svgPainter) box(r Rect, radius float32, fill string, border pen) {
	if fill == "" {
		fill = "none"
	}
	fmt.Fprintf(&p.out, `<rect x="%g" y="%g" width="%g" height="%g" rx="%g" fill="%s"%s/>`,
		r.X, r.Y, r.Width, r.Height, radius, fill, svgPen(border))
}

func (p *svgPainter) curve(points []Point, line pen) {
	fmt.Fprintf(&p.out, `<path d="%s" fill="none"%s/>`, svgPath(points), svgPen(line))
}

func (p *svgPainter) text(at Point, s string, f face) {
	weight, struck := "", ""
	if f.bold {
		weight = ` font-weight="600"`
	}
	if f.struck {
		struck = ` text-decoration="line-through"`
	}
	// The length keeps the text in its card when another font is wider.
	fmt.Fprintf(&p.out, `<text x="%g" y="%g" font-size="%g" textLength="%.1f" lengthAdjust="spacingAndGlyphs" fill="%s"%s%s>%s</text>`,
		at.X, at.Y, f.size, p.fonts.width(s, f), f.color, weight, struck, escapeXML(s))
}

func svgPen(line pen) string {
	if line.width == 0 {
		return ""
	}
	dashes := ""
	if len(line.dashes) > 0 {
		dashes = fmt.Sprintf(` stroke-dasharray="%s"`, strings.Trim(fmt.Sprint(line.dashes), "[]"))
	}
	return fmt.Sprintf(` stroke="%s" stroke-width="%g"%s`, line.color, line.width, dashes)
}

func svgPath(points []Point) string {
	var b strings.Builder
	for i, p := range points {
		switch {
		case i == 0:
			fmt.Fprintf(&b, "M%g,%g", p.X, p.Y)
		case i%3 == 1:
			fmt.Fprintf(&b, " C%g,%g", p.X, p.Y)
		default:
			fmt.Fprintf(&b, " %g,%g", p.X, p.Y)
		}
	}
	return b.String()
}

// escapeXML escapes a text; what XML can't hold becomes U+FFFD.
func escapeXML(s string) string {
	var b strings.Builder
	// A strings.Builder takes all that is written.
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}
