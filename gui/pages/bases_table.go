package pages

import (
	"math"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"

	"lightship/engine/bases"
	"lightship/engine/compare"
	"lightship/engine/session"
	"lightship/gui/widgets"
)

// none stands for what is not there or not known.
const none = "—"

// baseColumns are the columns of the table of bases.
func baseColumns() []widgets.TableColumn {
	return []widgets.TableColumn{
		{Title: lang.L("Base"), Kind: widgets.TextCell, Width: 168, Weight: 2, Sortable: true},
		{
			Title: lang.L("Download"), Kind: widgets.FigureCell, Width: 74, Sortable: true, Optional: 2,
			Tip: lang.L("The base's compressed layers: what a registry sends"),
		},
		{
			Title: lang.L("On disk"), Kind: widgets.FigureCell, Width: 74, Sortable: true, Optional: 1,
			Tip: lang.L("The base unpacked. With ≈ it was computed from the download"),
		},
		{
			Title: lang.L("Your image"), Kind: widgets.BarCell, Width: 92, Weight: 0.6, Sortable: true,
			Tip: lang.L("Predicted size on disk of your image on this base"),
		},
		{
			Title: lang.L("Pull time"), Kind: widgets.BarCell, Width: 74, Weight: 0.5, Sortable: true,
			Tip: lang.L("Predicted pull of your image on the link below, by a node that has nothing yet"),
		},
		{Title: lang.L("libc"), Kind: widgets.TextCell, Width: 74, Sortable: true, Optional: 3, Tip: lang.L("The C library it carries")},
		{Title: lang.L("Shell"), Kind: widgets.TextCell, Width: 44, Sortable: true, Optional: 6},
		{
			Title: lang.L("Installs with"), Kind: widgets.TextCell, Width: 76, Sortable: true, Optional: 9,
			Tip: lang.L("The package manager it carries"),
		},
		{
			Title: lang.L("Packages"), Kind: widgets.FigureCell, Width: 62, Sortable: true, Optional: 8,
			Tip: lang.L("How many packages its databases list; known once its layers were read"),
		},
		{Title: lang.L("User"), Kind: widgets.TextCell, Width: 56, Sortable: true, Optional: 5, Tip: lang.L("The user that the image sets")},
		{Title: lang.L("Support"), Kind: widgets.TextCell, Width: 62, Sortable: true, Optional: 4, Tip: lang.L("The month its support ends")},
		{
			Title: lang.L("For your program"), Kind: widgets.PillCell, Width: 176, Weight: 5, Sortable: true,
			Tip: lang.L("Whether the program can run on it, and the weightiest reason"),
		},
	}
}

// basesScale is what a full bar means: the largest image and the longest pull among the candidates.
type basesScale struct {
	image int64
	pull  time.Duration
}

// widestBase leaves the present base out, which would make all other bars look alike.
func widestBase(rows []session.BaseRow) basesScale {
	var s basesScale
	for _, r := range rows {
		if !r.Current {
			s.image = max(s.image, r.Image)
			s.pull = max(s.pull, r.Pull.Expected)
		}
	}
	return s
}

func baseTableRow(r session.BaseRow, chosen string, scale basesScale) widgets.TableRow {
	pill, pillTone := verdictPill(r.Verdict.Level)
	onDisk := formatKnown(r.Facts.OnDisk)
	if r.Facts.OnDiskEstimated && r.Facts.OnDisk >= 0 {
		onDisk = "≈ " + onDisk
	}
	return widgets.TableRow{ID: r.Ref, Cells: []widgets.TableCell{
		{Text: r.Name, Second: baseSecondLine(r, chosen), Bold: true, Tip: r.Ref},
		{Text: formatKnown(r.Facts.Download), Key: sizeKey(r.Facts.Download), Muted: r.Facts.Download < 0, Tip: sourceTip(r.Facts)},
		{Text: onDisk, Key: sizeKey(r.Facts.OnDisk), Muted: r.Facts.OnDisk < 0, Tip: sourceTip(r.Facts)},
		{
			Text: formatKnown(r.Image), Key: sizeKey(r.Image), Bar: part(float64(r.Image), float64(scale.image)),
			Muted: r.Image < 0, Tip: imageTip(r.Image),
		},
		{
			Text: formatPull(r), Key: float64(r.Pull.Expected), Bar: part(float64(r.Pull.Expected), float64(scale.pull)),
			Muted: r.Pull.Expected == 0, Tip: pullTip(r),
		},
		{Text: orNone(strings.TrimSpace(r.Libc + " " + r.LibcVersion)), Muted: r.Libc == ""},
		{Text: orNone(r.Shell), Muted: r.Shell == ""},
		{Text: orNone(r.PackageManager), Muted: r.PackageManager == ""},
		packagesCell(r),
		{Text: orNone(r.User)},
		{Text: formatSupport(r.Support), Key: supportKey(r.Support), Muted: r.Support.IsZero()},
		{Pill: pill, Tone: pillTone, Second: firstReason(r.Verdict), Key: verdictKey(r.Verdict.Level), Tip: strings.Join(r.Verdict.Reasons, "\n")},
	}}
}

func packagesCell(r session.BaseRow) widgets.TableCell {
	if r.Facts.Contents == nil {
		return widgets.TableCell{Text: none, Key: -1, Muted: true, Tip: lang.L("not known: its layers were not read")}
	}
	n := r.Facts.Contents.Packages
	return widgets.TableCell{Text: strconv.Itoa(n), Key: float64(n)}
}

// baseSecondLine says what matters most about a row before its variant.
func baseSecondLine(r session.BaseRow, chosen string) string {
	var words []string
	if r.Ref == chosen {
		words = append(words, lang.L("chosen"))
	} else if r.Recommended != "" {
		words = append(words, lang.L("recommended"))
	}
	if r.Current {
		words = append(words, lang.L("today's base"))
	}
	if r.Facts.StandIn != "" {
		words = append(words, lang.L("stand-in"))
	}
	if r.Variant != "" {
		words = append(words, r.Variant)
	}
	return strings.Join(words, " · ")
}

func verdictPill(level bases.Level) (string, widgets.Tone) {
	switch level {
	case bases.Fits:
		return lang.L("Fits"), widgets.Good
	case bases.Caveat:
		return lang.L("Caveat"), widgets.Warn
	case bases.DoesNotFit:
		return lang.L("Does not fit"), widgets.Bad
	}
	return "", widgets.Neutral
}

func verdictKey(level bases.Level) float64 {
	switch level {
	case bases.Fits:
		return 0
	case bases.Caveat:
		return 1
	}
	return 2
}

// imageTip says where the size of the user's image on a base comes from.
func imageTip(bytes int64) string {
	if bytes < 0 {
		return lang.L("not known before the first build: what the program brings was not measured")
	}
	return lang.L("predicted")
}

func firstReason(v bases.Verdict) string {
	if len(v.Reasons) == 0 {
		return ""
	}
	return v.Reasons[0]
}

// formatKnown writes bytes, or that they are not known.
func formatKnown(bytes int64) string {
	if bytes < 0 {
		return none
	}
	return compare.FormatBytes(bytes)
}

func formatPull(r session.BaseRow) string {
	if r.Pull.Expected == 0 {
		return none
	}
	return compare.FormatDuration(r.Pull.Expected)
}

func pullTip(r session.BaseRow) string {
	if r.Pull.Expected == 0 {
		return lang.L("not known yet")
	}
	return lang.L("predicted: {{.Range}}", map[string]any{"Range": compare.FormatRange(r.Pull)})
}

func formatSupport(day time.Time) string {
	if day.IsZero() {
		return none
	}
	return day.Format("Jan 2006")
}

// supportKey puts bases without an end of support last.
func supportKey(day time.Time) float64 {
	if day.IsZero() {
		return math.MaxFloat64
	}
	return float64(day.Unix())
}

func orNone(s string) string {
	if s == "" {
		return none
	}
	return s
}

// part is a bar's share of its scale, below 0 when the value is not known.
func part(value, whole float64) float64 {
	if value <= 0 || whole <= 0 {
		return -1
	}
	return min(value/whole, 1)
}

// sizeKey puts sizes that are not known last.
func sizeKey(bytes int64) float64 {
	if bytes < 0 {
		return math.MaxFloat64
	}
	return float64(bytes)
}
