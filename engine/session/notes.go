package session

import (
	"lightship/engine/build"
	"lightship/engine/compare"
	"lightship/engine/stagegraph"
)

// notes decorates both graphs with what is known of their nodes.
func (s *Session) notes() {
	n := &s.state.snapshot
	var before, after *compare.Side
	if n.Comparison != nil {
		before, after = &n.Comparison.Before, &n.Comparison.After
	}
	n.Before = s.noted(n.Before, n.Builds.Before, before)
	n.After = s.noted(n.After, n.Builds.After, after)
}

// noted returns the view with its notes; the view itself was published and stays as it is.
func (s *Session) noted(v *View, p build.Progress, measured *compare.Side) *View {
	if v == nil || v.Graph == nil {
		return v
	}
	next := *v
	next.Notes = map[string]NodeNote{}
	seconds := stageSeconds(p)
	for _, node := range v.Graph.Nodes {
		note := NodeNote{Download: -1, OnDisk: -1}
		switch node.Kind {
		case stagegraph.ExternalImage:
			f := s.factsOf(node.Name)
			note.Download, note.OnDisk, note.StandIn = f.Download, f.OnDisk, f.StandIn
		case stagegraph.Stage:
			note.Seconds = seconds[stageKey(v, node)]
			if node.ID == v.Graph.Target && measured != nil && measured.Image != nil && !s.state.snapshot.Stale {
				note.Download, note.OnDisk = measured.Image.Download, measured.Image.OnDisk
			}
		}
		next.Notes[node.ID] = note
	}
	return &next
}

// stageKey is the name that BuildKit gives a stage in its steps; a Dockerfile of one stage gives none.
func stageKey(v *View, node stagegraph.Node) string {
	if len(v.File.Stages) == 1 && v.File.Stages[0].Name == "" {
		return ""
	}
	if name := v.File.Stages[node.Stage].Name; name != "" {
		return name
	}
	return "stage-" + stageNames(v.File)[node.Stage]
}

// stageSeconds adds up how long the steps of each stage took.
func stageSeconds(p build.Progress) map[string]float64 {
	sum := map[string]float64{}
	for _, step := range p.Steps {
		if step.Instruction != "" && step.State == build.Finished {
			sum[step.Stage] += step.Finished.Sub(step.Started).Seconds()
		}
	}
	return sum
}
