package session

import (
	"cmp"
	"path/filepath"
	"slices"

	"lightship/engine/bases"
	"lightship/engine/proof"
	"lightship/engine/pull"
)

// candidateBases are the bases to choose from, each once: those of the catalogue that are meant for the program's
// language, the lighter variants of the base it stands on, and the user's own.
func (k *known) candidateBases() []bases.Base {
	list := bases.CatalogueFor(k.program().Language)
	for _, b := range append(bases.Related(bases.WithoutDigest(k.currentBase())), k.additions...) {
		if !slices.ContainsFunc(list, func(known bases.Base) bool { return bases.SameRef(known.Ref, b.Ref) }) {
			list = append(list, b)
		}
	}
	return list
}

// readAdditions reads the user's own bases; that they can't be read is shown once.
func (s *Session) readAdditions() {
	if s.settings.Folders.Config == "" {
		return
	}
	path := filepath.Join(s.settings.Folders.Config, bases.AdditionsFile)
	additions, err := bases.ReadAdditions(path)
	s.state.additions = additions
	if err != nil {
		s.state.snapshot.Problem = newProblem(BadInput, "Your own bases are left out", err.Error(), "Correct "+path+" and start again.")
	}
}

// program is what is known of the program that the plan makes: built evidence, else predicted.
func (k *known) program() bases.Program {
	if k.proposal == nil {
		return bases.ObservedImage(k.built, k.predicted)
	}
	return k.proposal.Program(effective(k.snapshot.Changes)).WithSeen(k.seen.needs, k.plan.installs())
}

// baseBytes is the size of an image on disk in bytes, -1 when not known.
func (k *known) baseBytes(ref string) int64 { return k.factsOf(ref).OnDisk }

// rows makes the table of bases anew: the recommended first, then by predicted size, the current one last.
func (k *known) rows() {
	n := &k.snapshot
	n.Program = k.program()
	candidates := make([]bases.Candidate, 0, 16)
	current := k.currentBase()
	for _, b := range k.candidateBases() {
		b = k.observed(b)
		verdict := k.judge(n.Program, b)
		if why := k.unpinned(b.Ref); why != "" {
			verdict = bases.Verdict{Level: bases.DoesNotFit, Reasons: []string{why}}
		}
		candidates = append(candidates, bases.Candidate{
			Base: b, Facts: k.factsOf(b.Ref), Verdict: verdict, Current: bases.SameRef(b.Ref, current),
		})
	}
	if current != "" && !slices.ContainsFunc(candidates, func(c bases.Candidate) bool { return c.Current }) {
		candidates = append(candidates, k.todaysBase(current))
	}
	ref, why := bases.Recommend(n.Program, candidates)
	n.Base = cmp.Or(k.plan.base, k.seen.keeps(k.plan, candidates), ref)
	n.Bases = n.Bases[:0:0]
	for _, c := range candidates {
		row := k.row(c)
		if bases.SameRef(c.Ref, ref) {
			row.Recommended = why
		}
		n.Bases = append(n.Bases, row)
	}
	slices.SortStableFunc(n.Bases, compareRows)
}

// unpinned says why the program can't be put on a base for want of the base's digest; empty when it can.
func (k *known) unpinned(ref string) string {
	if k.proposal == nil {
		return ""
	}
	return k.proposal.Unpinned(ref)
}

// todaysBase is the row of the base that the before image stands on. That it stands on it says nothing of whether it starts there.
func (k *known) todaysBase(ref string) bases.Candidate {
	c := bases.Candidate{Base: k.observed(bases.Describe(ref)), Facts: k.factsOf(ref), Current: true}
	c.Verdict = k.judge(k.snapshot.Program, c.Base)
	if bases.IsGoToolchain(ref) {
		c.Verdict = bases.Verdict{Level: bases.Caveat, Reasons: []string{"ships the whole toolchain"}}
	}
	return c
}

// compareRows puts the recommended row first, the current one last, and the others by fit and then by size.
func compareRows(a, b BaseRow) int {
	rank := func(r BaseRow) int64 {
		switch {
		case r.Recommended != "":
			return 0
		case r.Current:
			return 4
		case r.Verdict.Level == bases.Fits:
			return 1
		case r.Verdict.Level == bases.Caveat:
			return 2
		}
		return 3
	}
	if d := rank(a) - rank(b); d != 0 {
		return int(d)
	}
	if (a.Facts.OnDisk < 0) != (b.Facts.OnDisk < 0) {
		// What is not known comes last.
		return cmp.Compare(b.Facts.OnDisk, a.Facts.OnDisk)
	}
	return cmp.Compare(a.Facts.OnDisk, b.Facts.OnDisk)
}

// row adds to a candidate what follows from its facts and the link.
func (k *known) row(c bases.Candidate) BaseRow {
	n := &k.snapshot
	row := BaseRow{
		Tried: k.triedOn(c.Ref),
		Base:  c.Base, Facts: c.Facts, Verdict: c.Verdict, Current: c.Current, Image: -1, Download: -1, Reading: k.surveying[c.Ref],
	}
	added := k.added()
	if c.Facts.OnDisk >= 0 && len(added) > 0 {
		row.Image = c.Facts.OnDisk
		for _, b := range added {
			row.Image += b.OnDisk
		}
	}
	if c.Facts.Download >= 0 {
		row.Download = c.Facts.Download
		for _, b := range added {
			row.Download += b.Download
		}
		base := pull.Blob{Download: c.Facts.Download, OnDisk: max(0, c.Facts.OnDisk)}
		row.Pull = pull.Predict(append([]pull.Blob{base}, added...), n.Link, k.rates)
	}
	return row
}

// triedOn is what starting the program on a base came to, empty when it was not.
func (k *known) triedOn(ref string) proof.Verdict {
	for _, t := range k.snapshot.Tries {
		if t.Base != "" && bases.SameRef(t.Base, ref) {
			return t.Verdict
		}
	}
	return ""
}

// added is what the user's image adds to a base: the layers that the last build put above its base, or the program where its
// base's layers are not known. It is empty before the first build.
func (k *known) added() []pull.Blob {
	n := &k.snapshot
	if k.built == nil {
		return nil
	}
	if blobs, ok := n.Comparison.Added(); ok {
		return blobs
	}
	if n.Program.Bytes == 0 {
		return nil
	}
	return []pull.Blob{{Download: compressed(n.Program.Bytes), OnDisk: n.Program.Bytes, Files: 1}}
}

// compressed estimates the gzip size of a program in bytes by the ratio known for images.
func compressed(bytes int64) int64 { return int64(float64(bytes) / bases.UnpackRatio) }

// currentBase is the reference of the image that the target's chain of stages stands on, empty when there is none.
func (k *known) currentBase() string { return k.snapshot.Before.base(k.snapshot.Target) }

// FinalBase is the reference of the image that the after Dockerfile's target stands on: the chosen base, or what the
// plan says where that is not to choose. It is empty when there is no after Dockerfile.
func (n *Snapshot) FinalBase() string { return n.After.base(n.Target) }

// base is the reference of the image that a target's chain of stages stands on, empty when there is none.
func (v *View) base(target string) string {
	if v == nil || v.File == nil {
		return ""
	}
	i, err := v.File.Target(target)
	if err != nil {
		return ""
	}
	stages := v.File.Stages
	for stages[i].Parent >= 0 {
		i = stages[i].Parent
	}
	return stages[i].Base
}
