package pages

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/bases"
	"lightship/engine/compare"
	"lightship/engine/project"
	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
	"lightship/gui/words"
)

// factsOfBase is what is known of a base.
func factsOfBase(r session.BaseRow) []widgets.Fact {
	image := weightOnDisk(r)
	if r.Image >= 0 && r.Facts.OnDisk >= 0 {
		image = lang.L("{{.Image}}, base {{.Base}}", map[string]any{"Image": image, "Base": compare.FormatBytes(r.Facts.OnDisk)})
	}
	download := formatKnown(r.Facts.Download)
	if r.Download >= 0 && r.Facts.Download >= 0 {
		download = lang.L("{{.Image}}, base {{.Base}}", map[string]any{"Image": compare.FormatBytes(r.Download), "Base": download})
	}
	all := []widgets.Fact{
		{Name: lang.L("Your image"), Values: []string{image}, Tip: imageTip(r)},
		{Name: lang.L("Download"), Values: []string{download}},
		{Name: lang.L("Pull, your link"), Values: []string{predictedPull(r)}, Tip: pullTip(r)},
		{Name: lang.L("libc, shell"), Values: []string{libcAndShell(r.Base)}},
		{Name: lang.L("User"), Values: []string{orNone(r.User)}},
		{Name: lang.L("Support to"), Values: []string{formatSupport(r.Support)}, Tip: r.SupportSource},
		{Name: lang.L("Packages"), Values: []string{packagesOf(r)}},
		{Name: lang.L("Carries"), Values: []string{orNone(carriedBy(r.Base))}, Tip: carriedBy(r.Base)},
	}
	if hex := r.Facts.Digest.Hex; hex != "" {
		all = append(all, widgets.Fact{Name: lang.L("Digest"), Values: []string{fmt.Sprintf("%s:%.12s…", r.Facts.Digest.Algorithm, hex)}, Tip: hex})
	}
	if tip := sourceTip(r.Facts); tip != "" {
		first, _, _ := strings.Cut(tip, "\n")
		all = append(all, widgets.Fact{Name: lang.L("Known"), Values: []string{first}, Tip: tip})
	}
	return all
}

// comparedFacts are the facts of two bases beside each other; only what differs is coloured.
func comparedFacts(chosen, other session.BaseRow) []widgets.Fact {
	smaller := func(a, b int64) widgets.Tone {
		switch {
		case a < 0 || b < 0 || a == b:
			return widgets.Neutral
		case b < a:
			return widgets.Good
		}
		return widgets.Warn
	}
	differs := func(a, b string) widgets.Tone {
		if a == b {
			return widgets.Neutral
		}
		return widgets.Accent
	}
	fact := func(name, a, b string, tone widgets.Tone) widgets.Fact {
		return widgets.Fact{Name: name, Values: []string{a, b}, Tone: tone}
	}
	support := widgets.Neutral
	if a, b := supportKey(chosen.Support), supportKey(other.Support); a < b {
		support = widgets.Good
	} else if a > b {
		support = widgets.Warn
	}
	return []widgets.Fact{
		fact(lang.L("Your image"), weightOnDisk(chosen), weightOnDisk(other), smaller(chosen.Facts.OnDisk, other.Facts.OnDisk)),
		fact(lang.L("Base, download"), formatKnown(chosen.Facts.Download), formatKnown(other.Facts.Download), smaller(chosen.Facts.Download, other.Facts.Download)),
		fact(lang.L("Pull, your link"), formatPull(chosen), formatPull(other), smaller(int64(chosen.Pull.Expected), int64(other.Pull.Expected))),
		fact(lang.L("libc"), orNone(strings.TrimSpace(chosen.Libc+" "+chosen.LibcVersion)), orNone(strings.TrimSpace(other.Libc+" "+other.LibcVersion)), differs(chosen.Libc+chosen.LibcVersion, other.Libc+other.LibcVersion)),
		fact(lang.L("Shell"), orNone(chosen.Shell), orNone(other.Shell), differs(chosen.Shell, other.Shell)),
		fact(lang.L("User"), orNone(chosen.User), orNone(other.User), differs(chosen.User, other.User)),
		fact(lang.L("Support to"), formatSupport(chosen.Support), formatSupport(other.Support), support),
		fact(lang.L("Packages"), packagesOf(chosen), packagesOf(other), differs(packagesOf(chosen), packagesOf(other))),
	}
}

func predictedPull(r session.BaseRow) string {
	if r.Pull.Expected == 0 {
		return none
	}
	return lang.L("{{.Time}}, predicted", map[string]any{"Time": formatPull(r)})
}

func libcAndShell(b bases.Base) string {
	libc := strings.TrimSpace(b.Libc + " " + b.LibcVersion)
	return lang.L("{{.Libc}}, {{.Shell}}", map[string]any{"Libc": orNo(libc), "Shell": orNo(b.Shell)})
}

func orNo(s string) string {
	if s == "" {
		return lang.L("none")
	}
	return s
}

// packagesOf says what was read of a base's packages.
func packagesOf(r session.BaseRow) string {
	c := r.Facts.Contents
	if c == nil {
		return lang.L("not read")
	}
	if len(c.Setuid) == 0 {
		return lang.L("{{.Packages}}, no setuid file", map[string]any{"Packages": c.Packages})
	}
	return fmt.Sprintf("%d, %s", c.Packages, words.Count("{{.Count}} setuid files", len(c.Setuid)))
}

// carriedBy is what a program may find in a base.
func carriedBy(b bases.Base) string {
	var all []string
	if b.CACertificates {
		all = append(all, lang.L("CA certificates"))
	}
	if b.Zones {
		all = append(all, lang.L("time zones"))
	}
	if b.PackageManager != "" {
		all = append(all, b.PackageManager)
	}
	return strings.Join(append(all, b.Libraries...), ", ")
}

func standInLine(f bases.Facts) string {
	if f.StandIn == "" {
		return ""
	}
	return lang.L("Stand-in, not the published image: {{.Says}}", map[string]any{"Says": f.StandIn})
}

// restsOn says what a verdict rests on.
func restsOn(row session.BaseRow) string {
	switch {
	case row.Tried != "":
		return lang.L("Tried: the program was started on it")
	case row.Verdict.Seen && row.Verdict.Predicted:
		return lang.L("From evidence: the sources, and what was seen when it ran")
	case row.Verdict.Seen:
		return lang.L("From evidence: the built program, and what was seen when it ran")
	case row.Verdict.Predicted:
		return lang.L("From evidence: the sources")
	}
	return lang.L("From evidence: the built program")
}

// showEvidence lists why the verdict is what it is, and what is known of the program.
func showEvidence(list *fyne.Container, row session.BaseRow, program []project.Evidence) {
	list.RemoveAll()
	verdict, tone := verdictPill(row.Verdict.Level)
	head := widgets.NewColumns(8, []float32{1, 0}, widgets.NewHeading(lang.L("Evidence")), widgets.NewPill(verdict, tone))
	list.Add(head)
	list.Add(widgets.NewCaption(restsOn(row)))
	icon := map[bases.Level]string{bases.Fits: iconCheck, bases.Caveat: iconNote}[row.Verdict.Level]
	if icon == "" {
		icon = iconCross
	}
	add := func(icon string, ink fyne.ThemeColorName, text, second string) {
		line := widgets.NewParagraph(text)
		line.TextSize = theme.SmallSize
		words := widgets.NewColumn(0, line)
		if second != "" {
			small := widgets.NewMutedParagraph(second)
			small.TextSize = theme.CaptionSize
			words.Add(small)
		}
		list.Add(widgets.NewColumns(8, []float32{0, 1}, container.NewVBox(widgets.NewGlyph(icon, 14, ink)), words))
	}
	ink := map[string]fyne.ThemeColorName{iconCheck: theme.Good, iconNote: theme.Warn, iconCross: theme.Bad}[icon]
	if row.Recommended != "" {
		add(iconStar, theme.Good, lang.L("Recommended: {{.Reason}}", map[string]any{"Reason": row.Recommended}), "")
	}
	for _, reason := range row.Verdict.Reasons {
		add(icon, ink, reason, "")
	}
	if row.Notes != "" {
		add(iconNote, theme.Muted, row.Notes, "")
	}
	for _, e := range program {
		add(iconLanguage, theme.Muted, e.Says, placeOfEvidence(e))
	}
}

// fromLine is the line of an after Dockerfile whose FROM names a base, with its 1-based number; 0 when there is none.
func fromLine(v *session.View, base string) (at int, text string) {
	if v == nil || base == "" {
		return 0, ""
	}
	for i, line := range strings.Split(string(v.Text), "\n") {
		words := strings.Fields(line)
		if len(words) > 1 && strings.EqualFold(words[0], "FROM") {
			for _, w := range words[1:] {
				if bases.SameRef(w, base) {
					at, text = i+1, strings.TrimSpace(line)
				}
			}
		}
	}
	return at, text
}

// replacedRef is a FROM line with another base.
func replacedRef(line, from, to string) string {
	words := strings.Fields(line)
	for i, w := range words {
		if i > 0 && bases.SameRef(w, from) {
			words[i] = to
		}
	}
	return strings.Join(words, " ")
}

// shortFrom is a FROM line without what the references of one registry have in common, so that what differs is seen.
func shortFrom(line, ref string) string {
	if !strings.Contains(ref, "/") {
		return line
	}
	return replacedRef(line, ref, "…/"+lastPart(ref))
}
