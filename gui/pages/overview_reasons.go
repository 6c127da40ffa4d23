package pages

import (
	"cmp"
	"slices"
	"strings"

	"fyne.io/fyne/v2/lang"

	"lightship/engine/compare"
	"lightship/engine/rewrite"
	"lightship/engine/session"
	"lightship/gui/words"
)

// reason is something that makes the image heavy, or the build slow to begin, and the change that answers it.
type reason struct {
	change session.Switch
	// why is what is wrong, place the line that does it.
	why, place string
	// bytes is how much it weighs on disk; sent says that they are sent to the builder instead.
	bytes int64
	sent  bool
	// measured says that both images were built of the plan as it is.
	measured bool
}

// mostReasons is how many reasons are listed; leastSent is from how many bytes on the build context is one.
const (
	mostReasons = 6
	leastSent   = 1e6
)

// reasonsOf are the reasons that weigh something, the heaviest first. What weighs nothing that is known is no reason.
func reasonsOf(n *session.Snapshot) []reason {
	var all []reason
	for _, c := range n.Changes {
		r := reason{change: c, why: c.Why, place: lineOf(n, c), bytes: c.SavesBytes, measured: n.Comparison != nil && !n.Stale}
		if c.ID == rewrite.FinalBase {
			r.why, r.place = lang.L("More of a base than the program needs"), firstSentence(c.Why)
		}
		if r.bytes <= 0 && c.SavesContext >= leastSent {
			r.bytes, r.sent = c.SavesContext, true
		}
		if r.bytes > 0 {
			all = append(all, r)
		}
	}
	slices.SortStableFunc(all, func(a, b reason) int {
		if a.sent != b.sent {
			return map[bool]int{false: -1, true: 1}[a.sent]
		}
		return cmp.Compare(b.bytes, a.bytes)
	})
	return all[:min(len(all), mostReasons)]
}

// lineOf is the first line that a change starts from, with its number.
func lineOf(n *session.Snapshot, c session.Switch) string {
	lines := strings.Split(string(n.Before.Text), "\n")
	at := c.Lines.First
	if at < 1 || at > len(lines) {
		return ""
	}
	text := strings.Join(strings.Fields(strings.TrimSuffix(lines[at-1], "\\")), " ")
	return lang.L("line {{.Line}}", map[string]any{"Line": at}) + " " + text
}

// reasonsHead says what the list is of: its title, what it adds up to, and what stands on the Changes page.
type reasonsHead struct{ title, sum, rest string }

func headOfReasons(n *session.Snapshot, all []reason) reasonsHead {
	on, others := 0, 0
	for _, c := range n.Changes {
		listed := slices.ContainsFunc(all, func(r reason) bool { return r.change.ID == c.ID })
		if c.On {
			on++
		}
		if !listed {
			others++
		}
	}
	h := reasonsHead{title: lang.L("Why it is heavy, and what the plan does about it"), sum: shareText(n, all)}
	switch {
	case len(n.Changes) == 0 && len(refusedOf(rewrite.WithoutMinor(n.Findings))) > 0:
		h.title, h.rest = lang.L("Nothing is changed"), lang.L("What was noticed, and why it stays  ›")
	case len(n.Changes) == 0:
		h.title = lang.L("Nothing to change")
	case len(all) == 0:
		h.title = lang.L("What the plan does")
		h.rest = words.Count("{{.Count}} changes", others) + lang.L(", for speed and safety  ›")
	case others > 0:
		h.rest = words.Count("{{.Count}} more changes", others) + lang.L(", for speed and safety  ›")
	default:
		h.rest = lang.L("All changes  ›")
	}
	return h
}

// shareText says how much of the image the reasons are.
func shareText(n *session.Snapshot, all []reason) string {
	sum, reasons := int64(0), 0
	for _, r := range all {
		if !r.sent {
			sum += r.bytes
			reasons++
		}
	}
	if reasons == 0 {
		return ""
	}
	text := words.Count("{{.Count}} reasons", reasons)
	if c := n.Comparison; c != nil && c.Before.Image != nil && c.Before.Image.OnDisk > 0 {
		return lang.L("{{.Reasons}}, {{.Share}} % of it", map[string]any{"Reasons": text, "Share": min(100, int(100*sum/c.Before.Image.OnDisk))})
	}
	return lang.L("{{.Reasons}}, {{.Size}} by prediction", map[string]any{"Reasons": text, "Size": compare.FormatBytes(sum)})
}

// noReason says why the list is empty.
func noReason(n *session.Snapshot) string {
	switch {
	case reading(n) && len(n.Changes) == 0:
		return lang.L("The Dockerfile and the sources are being read.")
	case len(n.Changes) > 0:
		return lang.L("None of the changes saves bytes that can be told before a build; they make the build quicker, or the image safer. A rebuild measures what they bring.")
	case len(refusedOf(rewrite.WithoutMinor(n.Findings))) > 0:
		return lang.L("What was noticed can't be changed safely. The Changes page says why, line by line. A rebuild still measures the image as it is.")
	}
	return lang.L("The rules found nothing in this Dockerfile to make lighter, quicker or safer. A rebuild still measures the image as it is.")
}
