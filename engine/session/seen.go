package session

import (
	"reflect"
	"slices"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/bases"
	"lightship/engine/build"
	"lightship/engine/evidence"
	"lightship/engine/proof"
	"lightship/engine/rewrite/learn"
)

// seen is what starting both images showed of the program.
type seen struct {
	needs evidence.List
	// of is what the image before was asked for with, and image what came of it: of another one it says nothing.
	of    build.Request
	image v1.Hash
	// plan is the one that was started, and base the one that was proposed for it. What was seen may speak for another base; it does
	// not change a plan by itself.
	plan plan
	base string
}

// keeps is the base that a plan stays on though what was seen may speak for another; empty when it is another plan, or that base is no
// candidate any more.
func (s seen) keeps(p plan, candidates []bases.Candidate) string {
	if s.base == "" || !sameChoices(p, s.plan) || !slices.Equal(p.installs(), s.plan.installs()) {
		return ""
	}
	for _, c := range candidates {
		if bases.SameRef(c.Ref, s.base) {
			return c.Ref
		}
	}
	return ""
}

// installs are the packages that runs showed a plan to need.
func (p plan) installs() []string {
	var names []string
	for _, e := range p.learned {
		if e.Kind == learn.Install && !slices.Contains(names, e.Path) {
			names = append(names, e.Path)
		}
	}
	return names
}

// takeSeen takes what a proof of the comparison that is shown showed of the program, and tells whether that is anything.
func (s *Session) takeSeen(r *proof.Result) bool {
	st := &s.state
	n := &st.snapshot
	if len(r.Seen) == 0 || !reflect.DeepEqual(st.compared, s.request("before", st.source)) {
		return false
	}
	needs := r.Seen
	if image := n.Comparison.Before.Image.Digest; st.seen.image == image {
		// What an earlier run showed still holds: another run only adds to it.
		needs = union(st.seen.needs, r.Seen)
	}
	st.seen = seen{needs: needs, of: st.compared, image: n.Comparison.Before.Image.Digest, plan: st.plan, base: n.Base}
	n.Seen = needs
	return true
}

// union is evidence of two lists, each once.
func union(a, b evidence.List) evidence.List {
	out := slices.Clone(a)
	known := map[evidence.Evidence]bool{}
	for _, e := range a {
		known[e] = true
	}
	for _, e := range b {
		if !known[e] {
			out = append(out, e)
		}
	}
	return out
}

// dropSeen forgets what runs showed when something else is built now, or another image came of it.
func (s *Session) dropSeen() {
	st := &s.state
	n := &st.snapshot
	same := n.Project != nil && reflect.DeepEqual(st.seen.of, s.request("before", st.source))
	if c := n.Comparison; !same || c != nil && c.Before.Image.Digest != st.seen.image {
		st.seen, n.Seen = seen{}, nil
	}
}
