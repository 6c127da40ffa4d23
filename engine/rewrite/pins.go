package rewrite

import (
	"fmt"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/rewrite/rule"
)

// Pins says whether the image that the program stands on is pinned by its digest: what comes in its place is pinned too.
func (p *Proposal) Pins() bool { return strings.Contains(p.model.Final().Base, "@") }

// digest is what an image would be pinned by, empty when that is not known.
func (p *Proposal) digest(ref string) string {
	if p.in.Digest == nil {
		return ""
	}
	return p.in.Digest(ref)
}

// Unpinned says why an image can't come in the place of one that is pinned by its digest; empty when it can.
func (p *Proposal) Unpinned(ref string) string {
	if !p.Pins() || ref == bases.Scratch || strings.Contains(ref, "@") || p.digest(ref) != "" {
		return ""
	}
	return fmt.Sprintf("%s is pinned by its digest, and that of %s is not known: its registry was not asked for it, or did not answer",
		bases.WithoutDigest(p.model.Final().Base), ref)
}

// pinned is a base with its digest, where what it comes in the place of has one.
func (p *Proposal) pinned(base bases.Base) (bases.Base, error) {
	if why := p.Unpinned(base.Ref); why != "" {
		return base, fmt.Errorf("%w: %s", ErrBaseRefused, why)
	}
	if p.Pins() && base.Ref != bases.Scratch && !strings.Contains(base.Ref, "@") {
		base.Ref += "@" + p.digest(base.Ref)
	}
	return base, nil
}

// lookUp is what to do where a digest is not known.
const lookUp = "let lightshipctl optimize or the window ask the registry, or look the digest up (docker buildx imagetools inspect IMAGE) and write both"

// withPins refuses what would put the program on an image whose digest is not known, and leaves out what needs that.
func (p *Proposal) withPins(found []Finding) []Finding {
	if !p.Pins() {
		return found
	}
	var out []Finding
	refused := map[string]bool{}
	for _, f := range found {
		if f.Refused == "" && slices.ContainsFunc(f.Needs, func(id string) bool { return refused[id] }) {
			continue
		}
		if why := p.pinMissing(f); why != "" && f.Refused == "" {
			refused[f.Rule] = true
			f = rule.Finding{Rule: f.Rule, Lines: f.Lines, Refused: why, Next: lookUp}
		}
		out = append(out, f)
	}
	return out
}

// pinMissing says why the image that a finding of a pattern brings can't be pinned; empty when it can, or it brings none.
func (p *Proposal) pinMissing(f Finding) string {
	if f.Swap.To != "" {
		p.unpinned = append(p.unpinned, f.Swap.To)
		return p.Unpinned(f.Swap.To)
	}
	if f.Rule != FinalBase {
		return ""
	}
	for _, b := range p.subject(p.model).Candidates {
		if b.Ref != bases.Scratch && p.Unpinned(b.Ref) == "" {
			return ""
		}
	}
	return fmt.Sprintf("%s is pinned by its digest, and that of no other base is known: no registry was asked, or none answered",
		bases.WithoutDigest(p.model.Final().Base))
}
