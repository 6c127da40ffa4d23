package pages

import (
	"math"
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"

	"lightship/engine/bases"
	"lightship/engine/compare"
	"lightship/engine/proof"
	"lightship/engine/session"
	"lightship/gui/widgets"
	"lightship/gui/words"
)

// none stands for what is not there or not known.
const none = "—"

// The columns of the table of bases.
const (
	columnBase = iota
	columnImage
	columnPull
)

// baseColumns are the columns of the table of bases.
func baseColumns() []widgets.TableColumn {
	return []widgets.TableColumn{
		{Title: lang.L("Base"), Kind: widgets.NameCell, Width: 300, Weight: 1, Sortable: true},
		{
			Title: lang.L("Your image"), Kind: widgets.GaugeCell, Width: 104, Sortable: true,
			Tip: lang.L("What your image would weigh on disk on this base. With > it is the base alone: yours is not built yet"),
		},
		{
			Title: lang.L("Pull"), Kind: widgets.GaugeCell, Width: 84, Sortable: true,
			Tip: lang.L("Predicted pull on the link below, by a node that has nothing yet"),
		},
		{Title: lang.L("libc"), Kind: widgets.TextCell, Width: 72, Sortable: true, Optional: 2, Tip: lang.L("The C library it carries")},
		{Title: lang.L("Shell"), Kind: widgets.TextCell, Width: 42, Sortable: true, Optional: 4},
		{Title: lang.L("User"), Kind: widgets.TextCell, Width: 64, Sortable: true, Optional: 5, Tip: lang.L("The user that the image sets")},
		{Title: lang.L("Support"), Kind: widgets.TextCell, Width: 66, Sortable: true, Optional: 1, Tip: lang.L("The month its support ends")},
	}
}

// basesScale is what a full bar means, the largest image and the longest pull among the candidates, and what the rows that fit have
// in common.
type basesScale struct {
	image int64
	pull  time.Duration
	// common is the reason that the group's heading has.
	common string
}

// widestBase leaves the present base out, which would make all other bars look alike.
func widestBase(rows []session.BaseRow) basesScale {
	s := basesScale{common: commonReason(rows)}
	for _, r := range rows {
		if !r.Current {
			s.image = max(s.image, r.Image, r.Facts.OnDisk)
			s.pull = max(s.pull, r.Pull.Expected)
		}
	}
	return s
}

func baseTableRow(r session.BaseRow, chosen string, scale basesScale) widgets.TableRow {
	image, key := weightOnDisk(r), sizeKey(r.Image)
	bar := part(float64(r.Image), float64(scale.image))
	if r.Image < 0 {
		key, bar = sizeKey(r.Facts.OnDisk), part(float64(r.Facts.OnDisk), float64(scale.image))
	}
	name := widgets.TableCell{Text: r.Name, Tail: r.Variant, Badges: baseBadges(r, chosen), Bold: true, Tip: r.Ref}
	if r.Recommended != "" {
		name.Tip += "\n" + lang.L("Recommended: {{.Reason}}", map[string]any{"Reason": r.Recommended})
	}
	switch {
	case r.Verdict.Level == bases.Fits && scale.common != "" && firstReason(r.Verdict) != scale.common:
		name.Second = firstReason(r.Verdict)
	case r.Verdict.Level != bases.Fits:
		_, name.Tone = verdictPill(r.Verdict.Level)
		name.Second = firstReason(r.Verdict)
		name.Tip = strings.Join(append([]string{r.Ref}, r.Verdict.Reasons...), "\n")
	}
	support := widgets.TableCell{Text: formatSupport(r.Support), Key: supportKey(r.Support), Muted: r.Support.IsZero()}
	if bases.EndOfLife(r.Base, time.Now()) {
		support.Text, support.Tone = lang.L("ended"), widgets.Warn
	}
	return widgets.TableRow{ID: r.Ref, Group: groupOf(r.Verdict.Level), Cells: []widgets.TableCell{
		name,
		{Text: image, Key: key, Bar: bar, Muted: image == none, Tip: imageTip(r)},
		{
			Text: formatPull(r), Key: pullKey(r), Bar: part(float64(r.Pull.Expected), float64(scale.pull)),
			Muted: r.Pull.Expected == 0, Tip: pullTip(r),
		},
		{Text: orNone(strings.TrimSpace(r.Libc + " " + r.LibcVersion)), Muted: r.Libc == ""},
		{Text: orNone(r.Shell), Muted: r.Shell == ""},
		{Text: orNone(r.User)},
		support,
	}}
}

// weightOnDisk is what the user's image would weigh on a base: predicted, or the least that the base alone makes it.
func weightOnDisk(r session.BaseRow) string {
	switch {
	case r.Image >= 0:
		return compare.FormatBytes(r.Image)
	case r.Facts.OnDisk > 0:
		return over(r.Facts.OnDisk)
	}
	return none
}

// pullKey puts pulls that are not known last.
func pullKey(r session.BaseRow) float64 {
	if r.Pull.Expected == 0 {
		return math.MaxFloat64
	}
	return float64(r.Pull.Expected)
}

// The drawings of the badges, on a grid of 24 by 24.
const (
	iconCheck = "M4.5 12.5l5 5L20 7"
	iconStar  = "M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.8-5.2-2.8-5.2 2.8 1-5.8L3.5 9.7l5.9-.8z"
	iconCross = "M6 6l12 12M18 6L6 18"
	iconNote  = "M12 4 2.5 20h19zM12 10v4M12 17v.5"
)

// baseBadges say what a base is to the plan.
func baseBadges(r session.BaseRow, chosen string) (badges [4]widgets.Badge) {
	i := 0
	add := func(is bool, text string, tone widgets.Tone, icon string) {
		if is {
			badges[i] = widgets.Badge{Text: text, Tone: tone, Icon: icon}
			i++
		}
	}
	add(r.Ref == chosen, lang.L("Chosen"), widgets.Accent, iconCheck)
	add(r.Recommended != "", lang.L("Recommended"), widgets.Good, iconStar)
	add(r.Current, lang.L("today's"), widgets.Neutral, "")
	tone := widgets.Warn
	if r.Tried == proof.Same {
		tone = widgets.Good
	}
	add(r.Tried != "", lang.L("tried: {{.Verdict}}", map[string]any{"Verdict": words.Translated(string(r.Tried))}), tone, iconFlask)
	add(r.Verdict.Seen && i < len(badges), lang.L("seen when it ran"), widgets.Neutral, iconFlask)
	return badges
}

// The groups of the table.
const (
	groupFits   = "fits"
	groupCaveat = "caveat"
	groupNot    = "not"
)

func groupOf(level bases.Level) string {
	switch level {
	case bases.Fits:
		return groupFits
	case bases.Caveat:
		return groupCaveat
	}
	return groupNot
}

// baseGroups are the headings, each with what its rows have in common.
func baseGroups(rows []session.BaseRow) []widgets.TableGroup {
	return []widgets.TableGroup{
		{ID: groupFits, Name: lang.L("Fits"), Tone: widgets.Good, Note: commonReason(rows)},
		{ID: groupCaveat, Name: lang.L("With a caveat"), Tone: widgets.Warn, Note: lang.L("the program would run, and something is missing or old")},
		{ID: groupNot, Name: lang.L("Does not fit"), Tone: widgets.Bad, Note: lang.L("the program would not start there"), Folded: true},
	}
}

// commonReason is the reason that most bases that fit have, empty when no half of them agrees.
func commonReason(rows []session.BaseRow) string {
	counts, all := map[string]int{}, 0
	common := ""
	for _, r := range rows {
		if r.Verdict.Level != bases.Fits {
			continue
		}
		all++
		reason := firstReason(r.Verdict)
		counts[reason]++
		if counts[reason] > counts[common] {
			common = reason
		}
	}
	if counts[common]*2 <= all {
		return ""
	}
	return common
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

// imageTip says where the size of the user's image on a base comes from.
func imageTip(r session.BaseRow) string {
	switch {
	case r.Image >= 0:
		return lang.L("predicted from what the last build put above its base")
	case r.Facts.OnDiskEstimated:
		return lang.L("the base alone, computed from its download; yours is measured by a rebuild")
	case r.Facts.OnDisk > 0:
		return lang.L("the base alone; yours is measured by a rebuild")
	}
	return lang.L("not known: no registry told")
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
