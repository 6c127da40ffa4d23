package session

import (
	"context"
	"reflect"

	"golang.org/x/sync/errgroup"

	"lightship/engine/bases"
	"lightship/engine/image"
)

const (
	// readBelow is the most bytes of download of a candidate whose layers are read without being asked to: that is what
	// Debian's and Ubuntu's slim images are.
	readBelow = 32 << 20
	// parallelReads is how many images' layers are read at once.
	parallelReads = 2
)

// judged is a verdict with what it was made from.
type judged struct {
	program bases.Program
	base    bases.Base
	verdict bases.Verdict
}

// judge is bases.Judge, done again only when the program or what is known of the base has changed: following a start
// through libraries takes longer than looking at a name.
func (k *known) judge(p bases.Program, b bases.Base) bases.Verdict {
	k.judged.mu.Lock()
	defer k.judged.mu.Unlock()
	if known, ok := k.judged.of[b.Ref]; ok && reflect.DeepEqual(known.program, p) && reflect.DeepEqual(known.base, b) {
		return known.verdict
	}
	v := bases.Judge(p, b)
	k.judged.of[b.Ref] = judged{p, b, v}
	return v
}

// observed is a base with what was read of its image.
func (k *known) observed(b bases.Base) bases.Base {
	f, ok := k.facts[b.Ref]
	if !ok && b.Ref != bases.Scratch {
		return b
	}
	var files *image.FileSystem
	if in := k.inside[b.Ref]; in != nil {
		files = in.Files
	}
	return b.With(f, files)
}

// readSmall reads the layers of the candidates that are small, and of those that were read before.
func (s *Session) readSmall(ctx context.Context, number int, platform string, refs []string, facts []bases.Facts) {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallelReads)
	for i, ref := range refs {
		f := facts[i]
		if f.Digest.Hex == "" || f.Download > readBelow && f.Contents == nil {
			continue
		}
		group.Go(func() error {
			in, err := s.settings.Facts.Inside(ctx, ref, platform, f, nil)
			s.post(func() { s.learnedInside(number, ref, in, err) })
			return nil
		})
	}
	_ = group.Wait()
}

// ReadBase reads the layers of a candidate for what is in them, whatever its size; the row says when that is known.
func (s *Session) ReadBase(ref string) {
	s.planned("", func() {
		st := &s.state
		row, ok := findRow(st.snapshot.Bases, ref)
		if !ok || st.surveying[row.Ref] || row.Facts.Contents != nil {
			return
		}
		if st.surveying == nil {
			st.surveying = map[string]bool{}
		}
		st.surveying[row.Ref] = true
		ctx, number := st.jobs.begin(readingBase+JobKind(row.Ref), "")
		platform := st.snapshot.Platform
		s.replan()
		s.work(func() {
			in, err := s.settings.Facts.Inside(ctx, row.Ref, platform, row.Facts, nil)
			s.post(func() {
				s.learnedInside(number, row.Ref, in, err)
				if st.jobs.runs(number) {
					st.jobs.end(number)
					s.replan()
				}
			})
		})
	})
}

// learnedInside takes in what was read of one image's layers.
func (s *Session) learnedInside(number int, ref string, in *bases.Inside, err error) {
	st := &s.state
	if !st.jobs.runs(number) {
		return
	}
	delete(st.surveying, ref)
	f := st.facts[ref]
	if err != nil {
		f.Problem = err.Error()
		s.settings.Log.WithError(err).Warn("could not read the layers of " + ref)
	} else {
		f = in.Into(f)
		if st.inside == nil {
			st.inside = map[string]*bases.Inside{}
		}
		st.inside[ref] = in
	}
	s.learned(number, ref, f)
}
