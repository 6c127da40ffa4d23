package session

import (
	"crypto/sha256"
	"encoding/hex"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/bases"
	"lightship/engine/build"
	"lightship/engine/compare"
	"lightship/engine/rewrite/learn"
	"lightship/engine/rewrite/rule"
)

// rebuild is all that one run of Rebuild needs; it shares nothing with the session's state.
type rebuild struct {
	number int
	before build.Request
	// ahead is the before build when it has begun already, nil when it has not.
	ahead *ahead
	// planned gives the rest once the plan is settled; it has room for one.
	planned chan planned
	// awaitsLayers says that the plan waits for what the layers of the image before tell.
	awaitsLayers bool
	// base gives the facts of the image that the before image stands on once they are known; it has room for one.
	base  chan bases.Facts
	cache string
}

// planned is what a rebuild takes from the plan: it is settled when the facts of the bases, which the recommended base
// follows from, are known. The before build does not wait for them.
type planned struct {
	input      compare.Input
	after      build.Request
	beforeBase []v1.Hash
	afterBase  []v1.Hash
	// beforeRef and afterRef are the images that both stand on.
	beforeRef, afterRef, platform string
	measured                      bool
	// alone says that there is nothing to change: the image is measured as it is.
	alone bool
}

// Rebuild builds the before and the after Dockerfile, analyses both images and compares them. It takes the place of
// the rebuild that runs. With nothing to change, it builds and measures the image as it is. The plan is taken as it is now, or as it is when the facts of the bases have come.
func (s *Session) Rebuild() {
	s.planned("Rebuild", func() {
		st := &s.state
		n := &st.snapshot
		if n.Before == nil || n.Before.File == nil {
			if n.Problem == nil {
				n.Problem = newProblem(BadInput, "There is nothing to build", "No Dockerfile is open.", "Open a project folder first.")
			}
			s.publish()
			return
		}
		if b := st.choice.build; b.Problem != "" {
			n.Problem = cannotBuild(b)
			s.publish()
			return
		}
		ctx, number := s.begin(Rebuilding, n.RebuildDoes())
		n.Problem, n.Builds = nil, Builds{}
		r := s.newRebuild(number)
		r.awaitsLayers = st.wrote() == nil && n.AwaitsLayers()
		st.awaitLayers = r.awaitsLayers
		s.publish()
		s.work(func() { s.run(ctx, r) })
		s.awaitBase(r)
		st.awaitPlan = func() { r.planned <- s.takePlan() }
		if !n.BasesLoading {
			st.settlePlan()
		}
	})
}

// RebuildDoes says what a Rebuild will do.
func (n *Snapshot) RebuildDoes() string {
	if n.After == nil {
		return "Build and measure the image as it is"
	}
	return "Rebuild and compare"
}

// nothingToGain says why no change is proposed.
func nothingToGain(n *Snapshot) string {
	for _, f := range n.Findings {
		if f.Refused != "" {
			return f.Refused
		}
	}
	return "No change is proposed for this Dockerfile."
}

func (s *Session) newRebuild(number int) rebuild {
	before := s.request("before", s.state.snapshot.Before.Text)
	return rebuild{
		number: number, before: before, ahead: s.state.takeAhead(before),
		planned: make(chan planned, 1), base: make(chan bases.Facts, 1), cache: s.layersFolder(),
	}
}

// request asks for the image of one of the two Dockerfiles.
func (s *Session) request(side string, text []byte) build.Request {
	n := &s.state.snapshot
	s.secrets.AddNamed(s.state.args())
	return build.Request{
		Secrets: s.secrets,
		Context: n.Project.Dir, Dockerfile: text, DockerfileName: n.Project.InContext(n.Dockerfile), Target: n.Target,
		Platform: n.Platform, BuildArgs: s.state.args(), Contexts: s.state.contexts(), BuildSecrets: s.settings.BuildSecrets,
		Tag: side + "-" + projectTag(n.Project.Root, n.Build),
	}
}

// takePlan takes the plan as it is now.
func (s *Session) takePlan() planned {
	st := &s.state
	n := &st.snapshot
	current, view := s.state.currentBase(), n.After
	if view == nil {
		view = n.Before
	}
	base := view.base(n.Target)
	after := s.request("after", view.Text)
	if st.plannedIgnore = n.Ignore; n.Ignore != nil {
		after.IgnoreFile = n.Ignore.After
	}
	return planned{
		alone: n.After == nil, beforeRef: current, afterRef: base, platform: n.Platform,
		after:      after,
		beforeBase: s.state.baseLayers(current), afterBase: s.state.baseLayers(base), measured: st.measured,
		input: compare.Input{
			Version: s.settings.Version, Engine: n.Engine.Name, Project: n.Project.Name, Dockerfile: n.Dockerfile,
			Target: n.Target, Platform: n.Platform, Base: base, BeforeBase: current, Changes: applied(n.Changes, n.Learned),
			Before: compare.Built{Text: n.Before.Text}, After: compare.Built{Text: view.Text},
			Link: n.Link, Rates: st.rates, StandIns: s.standIns(current, base), Secrets: s.secrets,
		},
	}
}

// projectTag tells the images of one Dockerfile from those of another in the store that all projects share.
func projectTag(dir, dockerfile string) string {
	sum := sha256.Sum256([]byte(dir + "\x00" + dockerfile))
	return hex.EncodeToString(sum[:6])
}

func (s *Session) standIns(refs ...string) []compare.StandIn {
	var list []compare.StandIn
	for _, ref := range refs {
		if says := s.state.facts[ref].StandIn; says != "" {
			list = append(list, compare.StandIn{Ref: ref, Says: says})
		}
	}
	return list
}

// applied are the changes that are on, and what was learned.
func applied(list []Switch, learned []learn.Entry) []compare.AppliedChange {
	on := effective(list)
	var changes []compare.AppliedChange
	for _, c := range list {
		if on[c.ID] {
			changes = append(changes, compare.AppliedChange{ID: c.ID, Title: c.Title, Assumes: rule.Assuming(c.Assumes)})
		}
	}
	for _, e := range learned {
		changes = append(changes, compare.AppliedChange{ID: string(e.Kind), Title: e.Title() + ": " + e.Why()})
	}
	return changes
}
