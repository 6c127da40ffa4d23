package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/proof"
	"lightship/engine/session"
	"lightship/gui/widgets"
)

// proofMark says in a page's title row what starting both images came to, and leads to all of it. Until they were started it is the
// button that asks to.
type proofMark struct {
	act     *widgets.Button
	seal    *widgets.Seal
	content *fyne.Container
}

func newProofMark(prove func()) *proofMark {
	m := &proofMark{act: widgets.NewButton(lang.L("Not proven yet…"), prove), seal: widgets.NewSeal(prove)}
	m.act.SetToolTip(lang.L("Start the program of both images and compare what they do; it asks first"))
	m.content = container.NewStack(m.act, container.NewCenter(m.seal))
	m.content.Hide()
	return m
}

// show shows the verdict of a snapshot; where nothing was built there is nothing to start, and nothing is shown.
func (m *proofMark) show(n *session.Snapshot) {
	b, known := proofBadge(n)
	if known {
		m.seal.Set(b.icon, b.text, b.tone)
		m.seal.SetToolTip(b.tip)
	}
	setVisible(m.seal, known)
	setVisible(m.act, !known)
	setVisible(m.content, n.Comparison != nil)
}

// proofBadge is the verdict in a few words; known is false while both were not started.
func proofBadge(n *session.Snapshot) (b badge, known bool) {
	r := n.Proof
	switch {
	case r == nil:
		return badge{}, false
	case n.Stale:
		return badge{
			iconClock, lang.L("Proof of an older plan"),
			lang.L("Both images were started before the plan changed. Rebuild, and start both again."), widgets.Warn,
		}, true
	case r.Verdict == proof.Same:
		return badge{iconShield, lang.L("Same behaviour"), lang.L("Both images were started: they did the same in all that was compared."), widgets.Good}, true
	case r.Verdict == proof.Differs:
		return badge{
			iconNote, lang.L("{{.Differ}} of {{.All}} differ", map[string]any{"Differ": len(r.Differing()), "All": r.Compared()}),
			lang.L("Both images were started: what differs, why, and what mends it."), widgets.Bad,
		}, true
	}
	return badge{iconAsk, lang.L("Could not tell"), lang.L("Both images were started, and did not do what they are for. See what to give them."), widgets.Warn}, true
}

// Verdict is the verdict of a snapshot's proof as its mark shows it; all is empty where both were not started.
func Verdict(n *session.Snapshot) (icon, text, tip string, tone widgets.Tone) {
	b, _ := proofBadge(n)
	return b.icon, b.text, b.tip, b.tone
}
