package session

import (
	"maps"
	"os"
	"reflect"
	"slices"
	"time"

	"lightship/engine/compare"
	"lightship/engine/records"
	"lightship/engine/rewrite"
)

// Visit notes which page of the window is open, a name of the window's own: the project is shown on it when it is opened again.
func (s *Session) Visit(page string) {
	s.post(func() {
		if s.state.snapshot.Project != nil && s.state.page != page {
			s.state.page = page
			s.keepRecord()
		}
	})
}

// forgotten is the project that was forgotten last, and its place in the list before.
type forgotten struct {
	dir  string
	at   int
	done chan struct{}
}

// Forget takes a folder from the recent ones, and puts away all that is kept of it. Recall brings both back until another one is forgotten
// or the session ends.
func (s *Session) Forget(dir string) {
	s.post(func() {
		f := &forgotten{dir, slices.Index(s.state.snapshot.Recent, dir), make(chan struct{})}
		s.state.forgotten = f
		s.work(func() {
			defer close(f.done)
			err := s.rearrange(s.settings.Folders.without(dir), func() error { return s.records.Forget(dir) })
			if err != nil {
				s.settings.Log.WithError(err).Warn("a project was not forgotten")
			}
			s.showRecent(func(recent []string) []string {
				return slices.DeleteFunc(slices.Clone(recent), func(d string) bool { return d == dir })
			})
		})
	})
}

// Recall brings back what Forget took last, if it was this folder.
func (s *Session) Recall(dir string) {
	s.post(func() {
		f := s.state.forgotten
		if f == nil || f.dir != dir {
			return
		}
		s.state.forgotten = nil
		s.work(func() {
			<-f.done
			back := func(recent []string) []string {
				if f.at < 0 || slices.Contains(recent, dir) {
					return recent
				}
				return slices.Insert(slices.Clone(recent), min(f.at, len(recent)), dir)
			}
			err := s.rearrange(back(s.settings.Folders.recent()), func() error { return s.records.Recall(dir) })
			if err != nil {
				s.settings.Log.WithError(err).Warn("a forgotten project was not taken back")
			}
			brought := s.brought([]string{dir})
			s.post(func() {
				n := &s.state.snapshot
				all := map[string]records.Result{}
				maps.Copy(all, n.Brought)
				maps.Copy(all, brought)
				n.Brought = all
			})
			s.showRecent(back)
		})
	})
}

// rearrange keeps the recent folders, and changes the records beside them.
func (s *Session) rearrange(recent []string, change func() error) error {
	s.keeping.Lock()
	defer s.keeping.Unlock()
	if err := s.settings.Folders.keepRecent(recent); err != nil {
		return err
	}
	return change()
}

// showRecent publishes the recent folders as f changes them.
func (s *Session) showRecent(f func([]string) []string) {
	s.post(func() {
		s.state.snapshot.Recent = f(s.state.snapshot.Recent)
		s.publish()
	})
}

// brought are the last results of folders, by the folder; of those that have none there is none.
func (s *Session) brought(dirs []string) map[string]records.Result {
	out := map[string]records.Result{}
	for _, dir := range dirs {
		if last := s.records.Project(dir).Last(); last != nil {
			out[dir] = *last
		}
	}
	return out
}

// resume goes on in a project that was found with what is kept of it: of a folder with the build that was chosen last, of a Dockerfile
// with that one's plan.
func (s *Session) resume(f *finding, path string) {
	f.record = s.records.Project(f.project.Root)
	build := f.choice.build.ID
	if info, err := os.Stat(path); err == nil && info.IsDir() && f.record.Build != "" {
		build = f.record.Build
	}
	k := keptOf(f.record, build)
	if k == nil {
		return
	}
	next := *f
	if err := k.fit(&next, f.choice.name); err != nil {
		s.settings.Log.WithError(err).Info("what is kept of the project does not fit")
		return
	}
	*f = next
	f.earlier, f.read = s.records.Comparison(f.project.Root, f.choice.build.ID), true
}

// keptOf is the plan that is kept of a build, nil for none.
func keptOf(p records.Project, build string) *kept {
	plan, found := p.Plans[build]
	if !found {
		return nil
	}
	k := &kept{
		at: plan.At, build: build, context: plan.Context, target: plan.Target, on: map[string]bool{}, titles: map[string]string{},
		base: plan.Base, learned: plan.Learned,
	}
	for id, c := range plan.Turned {
		k.on[id], k.titles[id] = c.On, c.Title
	}
	return k
}

// lasting is what stays of what is open when it is read again.
func (st *state) lasting() finding {
	n := &st.snapshot
	f := finding{recent: n.Recent, brought: n.Brought, record: st.record, earlier: n.Comparison, read: n.Earlier}
	f.record.Page = st.page
	return f
}

// showEarlier shows the figures of before once there is a plan.
func (st *state) showEarlier() {
	n := &st.snapshot
	c := st.earlier
	if c == nil || st.proposal == nil {
		return
	}
	st.earlier = nil
	if n.Comparison != nil {
		return
	}
	next := *c
	next.Link, next.Pulls = n.Link, c.PullsOn(n.Link)
	n.Comparison, n.Earlier, st.recorded = &next, st.earlierRead, &next
	if !n.Earlier {
		n.Stale = !st.shows(&next)
	}
}

// isEarlier says whether the figures of an earlier session are those of the plan as it is.
func (st *state) isEarlier() bool {
	n := &st.snapshot
	result := st.record.Plans[n.Build].Result
	return result != nil && result.Of == st.sum(n.After, n.Ignore)
}

// sum tells what is built of a plan from what is built of another.
func (st *state) sum(after *View, ignore *rewrite.File) string {
	n := &st.snapshot
	if after == nil {
		after = n.Before
	}
	return records.Sum(string(n.Before.Text), string(after.Text), n.Target, n.Platform, string(ignoreText(ignore)))
}

// keepRecord keeps what the user is at, beside the session's goroutine, where that is something else than what is kept.
func (s *Session) keepRecord() {
	st := &s.state
	if s.records.Dir == "" || st.snapshot.Project == nil || st.reading {
		return
	}
	next, c := st.recordNow()
	if c == nil && reflect.DeepEqual(next, st.record) {
		return
	}
	st.record = next
	if c != nil {
		st.recorded = c
	}
	build, number := st.snapshot.Build, s.kept.Add(1)
	s.newest.Store(next.Root, number)
	s.work(func() {
		if err := s.writeRecord(next, build, c, number); err != nil {
			s.settings.Log.WithError(err).Warn("what was done is not kept")
		}
	})
}

// recordNow is what there is to keep of the project, and the comparison where it is not kept yet.
func (st *state) recordNow() (records.Project, *compare.Comparison) {
	n := &st.snapshot
	next := st.record
	next.Root, next.Page, next.Build = n.Project.Root, st.page, n.Build
	if st.proposal == nil || n.Planning || n.BasesLoading {
		return next, nil
	}
	next.Plans = maps.Clone(next.Plans)
	if next.Plans == nil {
		next.Plans = map[string]records.Plan{}
	}
	next.Plans[n.Build] = st.plannedRecord(next.Plans[n.Build])
	if n.Comparison == st.recorded || n.Earlier {
		return next, nil
	}
	return next, n.Comparison
}

// writeRecord writes what is kept of a project, unless something newer is on its way.
func (s *Session) writeRecord(p records.Project, build string, c *compare.Comparison, number int64) error {
	s.keeping.Lock()
	defer s.keeping.Unlock()
	if c != nil {
		if err := s.records.KeepComparison(p.Root, build, c); err != nil {
			return err
		}
	}
	if newest, _ := s.newest.Load(p.Root); newest != number {
		return nil
	}
	return s.records.Keep(p)
}

// plannedRecord is the plan as it is, to be kept in place of an older one.
func (st *state) plannedRecord(older records.Plan) records.Plan {
	n := &st.snapshot
	k := st.keeping()
	p := records.Plan{At: older.At, Context: k.context, Target: k.target, Base: k.base, Learned: k.learned, Result: older.Result}
	for id, on := range k.on {
		if p.Turned == nil {
			p.Turned = map[string]records.Turned{}
		}
		p.Turned[id] = records.Turned{On: on, Title: k.titles[id]}
	}
	if c := n.Comparison; c != nil && c != st.recorded && !n.Earlier {
		of := ""
		if st.shows(c) {
			of = st.sum(n.After, n.Ignore)
		}
		p.Result = records.ResultOf(c, of)
	}
	if !reflect.DeepEqual(p, older) {
		p.At = time.Now().Truncate(time.Second)
	}
	return p
}
