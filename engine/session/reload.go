package session

import (
	"cmp"
	"context"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/rewrite"
	"lightship/engine/rewrite/learn"
)

// kept is what the user chose for a build, to go on with when its files are read again.
type kept struct {
	// at is when it was left; zero for a plan that is open still.
	at time.Time
	// build is the ID of the way to build, context the build context's folder, target the stage; as in Snapshot.
	build, context, target string
	// on are the changes that were turned from how they start, by ID, and titles what they are called.
	on      map[string]bool
	titles  map[string]string
	base    string
	learned []learn.Entry
	// lost are the parts that didn't fit before there was a plan.
	lost []Lost
	// chosen says that no file was read again: another target, platform or build context was chosen.
	chosen bool
}

// Resumed says where a plan comes from that was not begun anew.
type Resumed struct {
	// At is when the plan was left; zero for one that was open when its files were read again.
	At time.Time
	// Lost are the parts that fit no more.
	Lost []Lost
	// Chosen says that another target, platform or build context was chosen; then there is something lost.
	Chosen bool
}

// Lost is a part of a plan that fits no more.
type Lost struct {
	Part Part
	// Name is what the user knows it by: a change's title, a base's reference, a stage, a folder, a build.
	Name string
}

// Part is a part of a plan.
type Part string

// The parts of a plan.
const (
	ChangePart  Part = "change"
	BasePart    Part = "base"
	TargetPart  Part = "target"
	BuildPart   Part = "build"
	ContextPart Part = "context"
)

// Reload reads what is open once more, as it is on disk now. The plan stays as far as it fits: build, context, target, build
// arguments, the changes that were turned, the chosen base, and what was learned. What doesn't is in Snapshot.Resumed. Until that has
// gone well, what is shown stays, and what runs for it goes on.
func (s *Session) Reload() {
	s.post(func() {
		n := &s.state.snapshot
		if n.Project == nil {
			return
		}
		k, root, file, f := s.state.keeping(), n.Project.Root, n.Dockerfile, s.state.lasting()
		s.find("Reload "+n.Project.Name, func(ctx context.Context) (finding, error) {
			at := root
			if path.Dir(file) == "." {
				at = filepath.Join(root, file) // Perhaps only the user knows that it is a Dockerfile.
			}
			var err error
			if f.project, f.choice, err = findProject(ctx, at); err == nil {
				err = k.fit(&f, file)
			}
			return f, err
		})
	})
}

// keeping is the plan as it is, to be gone on with later.
func (st *state) keeping() *kept {
	n := &st.snapshot
	k := &kept{
		build: n.Build, context: n.ContextDir, target: n.Target, on: map[string]bool{}, titles: map[string]string{}, base: st.plan.base,
		learned: st.plan.learned,
	}
	if st.proposal == nil {
		return k.over(st.kept)
	}
	for _, c := range st.proposal.Changes {
		if on, chosen := st.plan.on[c.ID]; chosen && on != c.Default {
			k.on[c.ID], k.titles[c.ID] = on, c.Title
		}
	}
	return k
}

// keepOn lets the plan go on, as far as it fits, with another target, platform or build context, where somebody looks on.
func (s *Session) keepOn() *kept {
	if !s.settings.Interactive || s.state.snapshot.Project == nil {
		return nil
	}
	if s.state.proposal == nil && s.state.kept != nil {
		return s.state.kept
	}
	k := s.state.keeping()
	k.chosen = true
	return k
}

// over is the plan that was to be gone on with when there is none yet.
func (k *kept) over(older *kept) *kept {
	if older == nil {
		return k
	}
	k.on, k.titles, k.base, k.learned = older.on, older.titles, older.base, older.learned
	return k
}

// fit chooses what was chosen in a project that was found, where it is still there; file is the Dockerfile that it was of, and may be
// empty.
func (k *kept) fit(f *finding, file string) error {
	next := *k
	next.lost, f.kept = nil, &next
	b, found := f.project.Build(k.build)
	if !found || b.Problem != "" && !chained(b) {
		next.lost = append(next.lost, Lost{BuildPart, k.build})
		b, found = buildOf(f.project, file)
	}
	if !found {
		f.target = f.choice.build.Target
		return nil
	}
	f.choice = newChoice(b)
	declared := f.choice.context
	f.choice.context = cmp.Or(k.context, declared)
	if info, err := os.Stat(f.project.At(k.context).Dir); err != nil || !info.IsDir() {
		next.lost = append(next.lost, Lost{ContextPart, k.context})
		f.choice.context = declared
	}
	if err := f.choice.read(f.project); err != nil {
		return err
	}
	f.target = next.targetIn(f.choice)
	return nil
}

// targetIn is the target where the Dockerfile still has that stage, else the build's own.
func (k *kept) targetIn(c choice) string {
	if k.target == "" || k.target == c.build.Target {
		return k.target
	}
	file, err := dockerfile.Parse(c.text, dockerfile.Options{Name: c.name})
	if err != nil || slices.Contains(stageNames(file), k.target) {
		return k.target // Where it can't be read as it stands, it will be said once all is known that it is read with.
	}
	k.lost = append(k.lost, Lost{TargetPart, k.target})
	return c.build.Target
}

// resume makes the plan that was kept the draft's, as far as it fits.
func (d *draft) resume() {
	k := d.kept
	if k == nil || d.proposal == nil {
		return
	}
	maps.Copy(d.plan.on, k.on)
	d.plan.learned = k.learned
	if k.base == "" {
		return
	}
	d.snapshot.Changes = switches(d.proposal.Changes, d.plan.on)
	d.rows()
	if row, ok := findRow(d.snapshot.Bases, k.base); ok && row.Verdict.Level != bases.DoesNotFit {
		d.plan.base = row.Ref
	}
}

// resumed says what the plan that was gone on with has lost; nil for a plan that was begun anew.
func (d *draft) resumed() *Resumed {
	k := d.kept
	if k == nil || d.proposal == nil {
		return nil
	}
	r := &Resumed{At: k.at, Lost: slices.Clone(k.lost), Chosen: k.chosen}
	for _, id := range slices.Sorted(maps.Keys(k.on)) {
		if !slices.ContainsFunc(d.proposal.Changes, func(c rewrite.Change) bool { return c.ID == id }) {
			r.Lost = append(r.Lost, Lost{ChangePart, k.titles[id]})
		}
	}
	if row, ok := findRow(d.snapshot.Bases, k.base); k.base != "" && (!ok || row.Verdict.Level == bases.DoesNotFit) {
		r.Lost = append(r.Lost, Lost{BasePart, k.base})
	}
	if r.Chosen && len(r.Lost) == 0 {
		return nil
	}
	return r
}
