package session

import (
	"fmt"
	"slices"
	"strings"

	"lightship/engine/build"
	"lightship/engine/compare"
	"lightship/engine/dockerfile"
	"lightship/engine/image"
	"lightship/engine/stagegraph"
)

// notes decorates both graphs with what is known of their nodes.
func (k *known) notes() {
	n := &k.snapshot
	var before, after *compare.Side
	if n.Comparison != nil {
		before, after = &n.Comparison.Before, &n.Comparison.After
	}
	n.Before = k.noted(n.Before, n.Builds.Before, before)
	n.After = k.noted(n.After, n.Builds.After, after)
}

// noted returns the view with its notes; the view itself was published and stays as it is.
func (k *known) noted(v *View, p build.Progress, measured *compare.Side) *View {
	if v == nil || v.Graph == nil {
		return v
	}
	next := *v
	if k.snapshot.Stale {
		measured = nil
	}
	next.Notes = map[string]NodeNote{}
	seconds := stageSeconds(p)
	for _, node := range v.Graph.Nodes {
		note := NodeNote{Download: -1, OnDisk: -1}
		switch node.Kind {
		case stagegraph.ExternalImage:
			f := k.factsOf(node.Name)
			note.Download, note.OnDisk, note.Estimated, note.StandIn = f.Download, f.OnDisk, f.OnDiskEstimated, f.StandIn
		case stagegraph.Stage:
			note.Seconds = seconds[stageKey(v, node)]
			if node.ID == v.Graph.Target && measured != nil && measured.Image != nil {
				note.Download, note.OnDisk = measured.Image.Download, measured.Image.OnDisk
			}
		}
		next.Notes[node.ID] = note
	}
	next.Amounts = amounts(&next, measured)
	return &next
}

// amounts says how much each edge brings, as far as registries and the built image tell.
func amounts(v *View, measured *compare.Side) []int64 {
	copied := map[copyPlace]int64{}
	if measured != nil && measured.Image != nil {
		copied = copiedBytes(v, measured.Image.Layers)
	}
	out := make([]int64, len(v.Graph.Edges))
	for i, e := range v.Graph.Edges {
		out[i] = -1
		switch e.Kind {
		case stagegraph.From:
			if note, known := v.Notes[e.From]; known {
				out[i] = note.OnDisk
			}
		case stagegraph.Copy:
			if bytes, known := copied[copyPlace{e.To, e.Lines}]; known {
				out[i] = bytes
			}
		}
	}
	return out
}

// copyPlace is a COPY: the ID of its stage's node and its lines.
type copyPlace struct {
	stage string
	lines dockerfile.Lines
}

// copiedBytes gives each COPY of the target, and of the stages it stands on, the bytes of its layer. BuildKit makes one
// layer for each, in their order; when there are more or fewer layers, nothing is said.
func copiedBytes(v *View, layers []image.Layer) map[copyPlace]int64 {
	var copies []copyPlace
	for i := targetStage(v); i >= 0; i = v.File.Stages[i].Parent {
		stage := v.File.Stages[i]
		var own []copyPlace
		for _, in := range slices.Concat(stage.Triggers, stage.Instructions) {
			if in.Keyword == "COPY" {
				own = append(own, copyPlace{fmt.Sprintf("stage:%d", i), in.Lines})
			}
		}
		copies = append(own, copies...)
	}
	var bytes []int64
	for _, l := range layers {
		if !l.Base && strings.HasPrefix(l.CreatedBy, "COPY ") {
			bytes = append(bytes, l.OnDisk)
		}
	}
	out := map[copyPlace]int64{}
	if len(bytes) != len(copies) {
		return out
	}
	for i, c := range copies {
		if _, twice := out[c]; twice {
			// Several ONBUILD triggers stand on one line: which is which can't be told.
			bytes[i] = -1
		}
		out[c] = bytes[i]
	}
	return out
}

// targetStage is the index of the target's stage in the file.
func targetStage(v *View) int {
	for _, n := range v.Graph.Nodes {
		if n.ID == v.Graph.Target {
			return n.Stage
		}
	}
	return -1
}

// stageKey is the name that BuildKit gives a stage in its steps; a Dockerfile of one stage gives none.
func stageKey(v *View, node stagegraph.Node) string {
	if len(v.File.Stages) == 1 && v.File.Stages[0].Name == "" {
		return ""
	}
	if name := v.File.Stages[node.Stage].Name; name != "" {
		return name
	}
	return fmt.Sprintf("stage-%d", node.Stage)
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
