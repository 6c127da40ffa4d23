package build

import (
	"slices"

	"github.com/moby/buildkit/client"

	"lightship/engine/printable"
	"lightship/engine/secret"
)

// maskedEvent is an event of BuildKit's without secrets, and printable: names of steps repeat their
// command, and commands print what they like.
func maskedEvent(event *client.SolveStatus, m *secret.Masker) *client.SolveStatus {
	out := *event
	out.Vertexes = slices.Clone(event.Vertexes)
	for i, v := range out.Vertexes {
		masked := *v
		masked.Name, masked.Error = printable.Line(m.Mask(v.Name)), printable.Text(m.Mask(v.Error))
		out.Vertexes[i] = &masked
	}
	out.Logs = slices.Clone(event.Logs)
	for i, l := range out.Logs {
		masked := *l
		masked.Data = []byte(printable.Log(m.Mask(string(l.Data))))
		out.Logs[i] = &masked
	}
	out.Warnings = slices.Clone(event.Warnings)
	for i, w := range out.Warnings {
		masked := *w
		masked.Short = []byte(printable.Line(m.Mask(string(w.Short))))
		masked.Detail = slices.Clone(w.Detail)
		for j, line := range masked.Detail {
			masked.Detail[j] = []byte(printable.Text(m.Mask(string(line))))
		}
		out.Warnings[i] = &masked
	}
	return &out
}
