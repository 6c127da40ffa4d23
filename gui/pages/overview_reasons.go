package pages

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/compare"
	"lightship/engine/image"
	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// reason is something that makes the image heavy; bytes is how much of it, 0 when that is not known.
type reason struct {
	title, why string
	bytes      int64
	tone       fyne.ThemeColorName
	sign       string
}

// mostReasons is how many reasons are told.
const mostReasons = 3

// largeContext is from how many bytes on the build context is a reason of its own.
const largeContext = 20e6

func showReasons(list *fyne.Container, n *session.Snapshot) {
	list.RemoveAll()
	all := reasonsOf(n)
	if len(all) == 0 {
		list.Add(widgets.NewMutedParagraph(lang.L("Nothing was found that makes this image heavier than it has to be.")))
	}
	for i, r := range all[:min(mostReasons, len(all))] {
		row := reasonRow(r)
		if i > 0 {
			list.Add(widgets.NewHairline())
		}
		list.Add(row)
	}
}

// reasonsOf are the reasons, the heaviest first: what was measured in the image as it is, or what the rules and the
// facts of the bases say before the first build.
func reasonsOf(n *session.Snapshot) []reason {
	if c := n.Comparison; c != nil && c.Before.Image != nil {
		return measuredReasons(c.Before.Image)
	}
	var all []reason
	for _, c := range n.Changes {
		if c.On && c.SavesBytes > 0 {
			all = append(all, reason{c.Title, c.Why, c.SavesBytes, theme.Good, "−"})
		}
	}
	slices.SortStableFunc(all, func(a, b reason) int { return int(min(max(b.bytes-a.bytes, -1), 1)) })
	if base, note := baseOf(n.Before); note.OnDisk > 0 {
		sign := ""
		if note.Estimated {
			sign = "≈ "
		}
		all = append(all, reason{
			lang.L("The base image"), lang.L("The last stage stands on {{.Base}}; all of it is shipped.", map[string]any{"Base": base}), note.OnDisk, theme.Text, sign,
		})
	}
	if n.Context.Done && n.Context.Bytes > largeContext && len(n.Context.Largest) > 0 {
		all = append(all, reason{
			lang.L("The build context"), lang.L("The largest part of it is {{.Path}}; a COPY of the whole folder brings it along.", map[string]any{"Path": n.Context.Largest[0].Path}),
			n.Context.Bytes, theme.Text, "",
		})
	}
	for _, f := range n.Findings {
		if f.Refused != "" && len(all) < mostReasons {
			all = append(all, reason{title: f.Title, why: f.Refused})
		}
	}
	return all
}

// measuredReasons are the origins of the bytes in the image as it is, but for the program itself.
func measuredReasons(a *image.Analysis) []reason {
	why := map[image.Origin]string{
		image.OriginDependencies: lang.L("Packages that were installed for the program; some may be there for development only."),
		image.OriginSources:      lang.L("Files that were copied in, sources and build files among them."),
		image.OriginSystem:       lang.L("What the base's distribution brings and what was installed from it."),
		image.OriginToolchain:    lang.L("What the language brings: its tools, and the runtime where the program needs one."),
		image.OriginCaches:       lang.L("What downloads and builds have left behind."),
		image.OriginHidden:       lang.L("They are still downloaded: a later layer hides them but does not remove them."),
		image.OriginOverhead:     lang.L("How the files are packed."),
	}
	var all []reason
	for _, s := range a.Shares {
		if s.Origin != image.OriginProgram && s.OnDisk > 0 {
			title := string(s.Origin)
			all = append(all, reason{strings.ToUpper(title[:1]) + title[1:], why[s.Origin], s.OnDisk, theme.Text, ""})
		}
	}
	return all
}

func reasonRow(r reason) fyne.CanvasObject {
	name := widgets.NewHeading(r.title)
	name.Shrink = true
	figure := widgets.NewHeading("")
	if r.bytes > 0 {
		figure.Text, figure.Color = r.sign+compare.FormatBytes(r.bytes), r.tone
	}
	if r.sign != "" {
		figure.Tip = lang.L("What the change that answers it is predicted to save on disk")
	}
	text := widgets.NewColumn(2, name, widgets.NewMutedParagraph(r.why))
	return widgets.NewPadded(7, 7, 0, 0, widgets.NewColumns(12, []float32{1, 0}, text, figure))
}
