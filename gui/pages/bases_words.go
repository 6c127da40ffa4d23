package pages

import (
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"

	"lightship/engine/bases"
	"lightship/engine/session"
	"lightship/gui/words"
)

// iconBases is the drawing of the page's empty state, on a grid of 24 by 24.
const iconBases = "M12 4 3 9l9 5 9-5-9-5M3 14l9 5 9-5"

// describeProgram says in a line what the verdicts are about.
func describeProgram(p bases.Program) string {
	said := []string{}
	switch p.Linkage {
	case bases.Interpreted:
		if p.Language == bases.Web {
			said = append(said, lang.L("static site"))
			break
		}
		said = append(said, lang.L("{{.Language}} program", map[string]any{"Language": words.Language(p.Language)}))
	case bases.Static:
		said = append(said, lang.L("static {{.Language}} program", map[string]any{"Language": words.Language(p.Language)}))
	case bases.DynamicGlibc:
		said = append(said, lang.L("{{.Language}} program linked to glibc", map[string]any{"Language": words.Language(p.Language)}))
	case bases.DynamicMusl:
		said = append(said, lang.L("{{.Language}} program linked to musl", map[string]any{"Language": words.Language(p.Language)}))
	case bases.Unknown:
		if p.Language == "" {
			said = append(said, lang.L("program of which little is known"))
			break
		}
		said = append(said, lang.L("{{.Language}} program, linkage not known", map[string]any{"Language": words.Language(p.Language)}))
	default:
		return ""
	}
	if p.GLIBC != "" {
		said = append(said, lang.L("needs glibc {{.Version}}", map[string]any{"Version": p.GLIBC}))
	}
	for _, need := range []struct {
		needed bool
		said   string
	}{
		{p.NeedsCA, lang.L("needs CA certificates")},
		{p.NeedsZones, lang.L("needs time zones")},
		{p.NeedsShell, lang.L("needs a shell")},
	} {
		if need.needed {
			said = append(said, need.said)
		}
	}
	if p.Predicted {
		return lang.L("for a {{.Program}} · predicted from the sources", map[string]any{"Program": strings.Join(said, ", ")})
	}
	return lang.L("for a {{.Program}} · as built", map[string]any{"Program": strings.Join(said, ", ")})
}

// describeSource says where the facts of the table come from and how old the oldest are.
func describeSource(rows []session.BaseRow, loading bool) string {
	if loading {
		return lang.L("asking the registries…")
	}
	sources := map[string]bool{}
	var oldest time.Time
	for _, r := range rows {
		if r.Facts.Source == "" {
			continue
		}
		sources[r.Facts.Source] = true
		if oldest.IsZero() || r.Facts.At.Before(oldest) {
			oldest = r.Facts.At
		}
	}
	said := ""
	switch {
	case len(sources) == 0:
		return lang.L("no facts yet")
	case sources["snapshot"] && len(sources) == 1:
		said = lang.L("facts from the built-in snapshot")
	case sources["snapshot"]:
		said = lang.L("facts from registries and the built-in snapshot")
	case sources["cache"] && len(sources) == 1:
		said = lang.L("facts from registries, cached")
	default:
		said = lang.L("facts from registries")
	}
	if oldest.IsZero() {
		return said
	}
	return said + ", " + oldest.Format("2 Jan 2006")
}

// sourceTip says where a row's facts come from.
func sourceTip(f bases.Facts) string {
	var lines []string
	switch f.Source {
	case "registry":
		lines = append(lines, lang.L("from the registry, {{.Day}}", map[string]any{"Day": f.At.Format("2 Jan 2006 15:04")}))
	case "cache":
		lines = append(lines, lang.L("from the registry, cached {{.Day}}", map[string]any{"Day": f.At.Format("2 Jan 2006 15:04")}))
	case "snapshot":
		lines = append(lines, lang.L("from the built-in snapshot of {{.Day}}", map[string]any{"Day": f.At.Format("2 Jan 2006")}))
	}
	if f.Problem != "" {
		lines = append(lines, f.Problem)
	}
	return strings.Join(lines, "\n")
}

// joinSentences puts sentences on lines of their own, leaving empty ones out.
func joinSentences(sentences ...string) string {
	var said []string
	for _, s := range sentences {
		if s != "" {
			said = append(said, s)
		}
	}
	return strings.Join(said, "\n")
}
