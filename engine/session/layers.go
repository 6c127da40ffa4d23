package session

import (
	"context"
	"maps"
	"reflect"
	"slices"

	"lightship/engine/build"
	"lightship/engine/image"
	"lightship/engine/rewrite"
)

// AwaitsLayers says whether the image before may turn a refusal: all that is against a change are RUNs whose text does not tell what
// they write, and the layers of the built image do, or else what can be tried in spite of it.
func (n *Snapshot) AwaitsLayers() bool {
	only, opaque := map[string]bool{}, map[string]bool{}
	for _, f := range n.Findings {
		if f.Refused != "" {
			all, seen := only[f.Rule]
			only[f.Rule] = (f.ByLayer || len(f.Assumes) > 0) && (all || !seen)
			opaque[f.Rule] = opaque[f.Rule] || f.ByLayer
		}
	}
	for id, all := range only {
		if all && opaque[id] {
			return true
		}
	}
	return false
}

// FromImage takes what the RUNs of the Dockerfile wrote from an image that was built of it, for all that is opened from now on; nil
// takes it from none. Where the image is not one of the Dockerfile that is open, nothing is taken.
func (s *Session) FromImage(layers *image.Layers) {
	s.post(func() { s.state.fromImage = layers })
}

// wrote is what RUNs are known to have written; nil when nothing is.
func (k *known) wrote() *image.Layers {
	if k.layers != nil {
		return k.layers
	}
	return k.fromImage
}

// readWritten reads what the layers of the image before say of its RUNs, for a plan that waits for it.
func (s *Session) readWritten(ctx context.Context, r rebuild, before *build.Result) {
	if !r.awaitsLayers {
		return
	}
	s.jobStep(r.number, "reading what each RUN wrote", 0.45)
	layers, err := image.ReadLayers(ctx, before.Image, image.Options{CacheDir: r.cache})
	s.post(func() {
		st := &s.state
		if !st.jobs.runs(r.number) {
			return
		}
		st.awaitLayers = false
		if err != nil {
			s.settings.Log.WithError(err).Warn("what the RUNs wrote is not known")
			s.goOn()
			return
		}
		st.layers, st.layersOf = layers, r.before
		s.draft(wanted{propose: true, learns: true})
		s.publish()
	})
}

// dropLayers forgets what RUNs wrote when something else is built now.
func (s *Session) dropLayers() {
	st := &s.state
	if st.layers != nil && (st.snapshot.Project == nil || !reflect.DeepEqual(st.layersOf, s.request("before", st.source))) {
		st.layers = nil
	}
}

// offer puts changes that a proposal brings anew into the plan. Where somebody looks on they are off: evidence never changes a plan
// behind the user's back.
func (d *draft) offer(interactive bool) {
	d.plan.on = maps.Clone(d.plan.on)
	sure := becameSure(d.snapshot.Changes, d.proposal.Changes)
	for _, c := range d.proposal.Changes {
		if _, known := d.plan.on[c.ID]; !known || slices.Contains(sure, c.ID) {
			d.plan.on[c.ID] = c.Default && !interactive
		}
	}
}

// becameSure are the changes, by their ids, that took something for granted and were off for that, and that now rest on what is known.
func becameSure(old []Switch, proposed []rewrite.Change) []string {
	var ids []string
	for _, c := range proposed {
		if len(c.Assumes) == 0 && slices.ContainsFunc(old, func(o Switch) bool { return o.ID == c.ID && len(o.Assumes) > 0 && !o.On }) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// learnChanges takes into the plan the changes that it did not have, or only to be tried.
func (st *state) learnChanges(offered plan, proposed *rewrite.Proposal) {
	if proposed == nil {
		return
	}
	on := maps.Clone(offered.on)
	maps.Copy(on, st.plan.on)
	for _, id := range becameSure(st.snapshot.Changes, proposed.Changes) {
		on[id] = offered.on[id]
	}
	st.plan.on = on
}
