package session

import (
	"context"
	"slices"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"golang.org/x/sync/errgroup"

	"lightship/engine/bases"
	"lightship/engine/stagegraph"
)

// parallelFacts is how many images are asked for at once.
const parallelFacts = 6

func (k *known) factsOf(ref string) bases.Facts {
	if f, ok := k.facts[ref]; ok {
		return f
	}
	return bases.Facts{Download: -1, OnDisk: -1}
}

// digestOf is the digest that an image is pinned by, empty when its registry did not say it. That of a stand-in is not the image's.
func (k *known) digestOf(ref string) string {
	if f := k.factsOf(ref); f.Pin.Hex != "" && f.StandIn == "" {
		return f.Pin.String()
	}
	return ""
}

// RefreshBases asks the registries anew, whatever is known.
func (s *Session) RefreshBases() {
	s.planned("", func() {
		if s.state.proposal == nil || s.state.snapshot.BasesLoading {
			return
		}
		s.lookUpFacts(s.settings.Facts.Refresh, s.state.images())
		s.publish()
	})
}

// lookUpFacts looks up images, beside everything else: first what the registries say of all of them, then the layers of the
// small ones.
func (s *Session) lookUpFacts(ask func(ctx context.Context, ref, platform string) (bases.Facts, error), wanted []string) {
	st := &s.state
	st.endFacts()
	ctx, number := st.jobs.begin(lookingUp, "")
	st.snapshot.BasesLoading = true
	platform := st.snapshot.Platform
	s.work(func() {
		facts := make([]bases.Facts, len(wanted))
		group, gctx := errgroup.WithContext(ctx)
		group.SetLimit(parallelFacts)
		for i, ref := range wanted {
			group.Go(func() error {
				f, err := ask(gctx, ref, platform)
				if err != nil {
					f = bases.Facts{Download: -1, OnDisk: -1, Problem: err.Error()}
				}
				facts[i] = f
				s.post(func() { s.learned(number, ref, f) })
				return nil
			})
		}
		_ = group.Wait()
		s.readSmall(ctx, number, platform, wanted, facts)
		s.post(func() { s.learnedAll(number) })
	})
}

// learnedAll ends the look-up: the predicted savings, which come from the sizes of bases, are known only now.
func (s *Session) learnedAll(number int) {
	st := &s.state
	if !st.jobs.runs(number) {
		return
	}
	st.jobs.end(number)
	st.snapshot.BasesLoading = false
	st.unshown = false
	s.draft(wanted{propose: true})
	s.publish()
}

// learned takes in the facts of one image.
func (s *Session) learned(number int, ref string, f bases.Facts) {
	st := &s.state
	if !st.jobs.runs(number) {
		return
	}
	if st.facts == nil {
		st.facts = map[string]bases.Facts{}
	}
	st.facts[ref] = f
	if st.baseKnown != nil && ref == s.state.currentBase() {
		st.baseKnown(f)
		st.baseKnown = nil
	}
	st.unshown = true
}

// showFacts shows what was learned of the bases.
func (s *Session) showFacts() {
	s.state.unshown = false
	if s.state.proposal != nil {
		s.draft(wanted{quiet: true})
	}
}

// images are the references of the catalogue, of the before graph and of what changes bring in, each once.
func (k *known) images() []string {
	var list []string
	for _, b := range k.candidateBases() {
		list = append(list, b.Ref)
	}
	if before := k.snapshot.Before; before != nil && before.Graph != nil {
		for _, node := range before.Graph.Nodes {
			if node.Kind == stagegraph.ExternalImage {
				list = append(list, node.Name)
			}
		}
	}
	if p := k.proposal; p != nil {
		list = append(list, p.Images()...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// baseLayers are the diff IDs of an image's layers, nil when not known.
func (k *known) baseLayers(ref string) []v1.Hash { return k.facts[ref].DiffIDs }
