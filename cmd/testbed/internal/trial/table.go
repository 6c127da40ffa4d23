package trial

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"lightship/engine/compare"
)

// WriteTable writes what came of the projects as a Markdown table, one row each, and below it the share of those that build which got a lighter
// image that works, and the median of what these save on disk.
func WriteTable(w io.Writer, all []Outcome) error {
	var b strings.Builder
	b.WriteString("| project | language | before | after | verdict | why not |\n|---|---|---|---|---|---|\n")
	for _, o := range all {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n",
			cell(o.Project.Name), cell(o.Project.Language), size(o.Before), after(o), verdict(o), cell(o.Why))
	}
	b.WriteString("\n" + Sum(all) + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func size(bytes int64) string {
	if bytes == 0 {
		return "—"
	}
	return compare.FormatBytes(bytes)
}

func after(o Outcome) string {
	if o.After == 0 || o.Before == 0 {
		return size(o.After)
	}
	return fmt.Sprintf("%s (−%.0f %%)", size(o.After), 100*o.Saved())
}

func verdict(o Outcome) string {
	if o.Tried {
		return string(o.State) + ", tried"
	}
	return string(o.State)
}

// longestWhy is how much of a reason a cell has, in runes.
const longestWhy = 240

// cell is text that a cell of a table may have.
func cell(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > longestWhy {
		text = string(r[:longestWhy]) + "…"
	}
	return strings.NewReplacer("|", "\\|", "<", "&lt;", "`", "'").Replace(text)
}

// Sum is the trial in a sentence. Projects that do not build as they are, or were not tried, count nowhere.
func Sum(all []Outcome) string {
	builds, wrong := 0, 0
	var saved []float64
	for _, o := range all {
		switch o.State {
		case Unbuildable, NotTried:
			continue
		case Lighter:
			saved = append(saved, o.Saved())
		case Differing, Broken:
			wrong++
		}
		builds++
	}
	if builds == 0 {
		return "None of the projects builds as it is."
	}
	text := fmt.Sprintf("%d of the %d that build got a lighter image that does the same (%d %%)", len(saved), builds, 100*len(saved)/builds)
	if len(saved) > 0 {
		text += fmt.Sprintf(", the median of them %.0f %% smaller on disk", 100*median(saved))
	}
	return text + fmt.Sprintf("; %d got one that is wrong.", wrong)
}

func median(all []float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}
