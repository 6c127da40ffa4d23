package report

import (
	"slices"

	"lightship/engine/compare"
	"lightship/engine/dockerfile"
	"lightship/engine/image"
	"lightship/engine/printable"
	"lightship/engine/rewrite"
	"lightship/engine/secret"
)

// masked returns the comparison with its secrets masked, and printable: those of the two Dockerfiles and those that the build was given, in
// the texts, in what the images' history and config repeat of them, and in names. A report is passed on; the Dockerfile
// itself is saved as it is.
func masked(c *compare.Comparison) *compare.Comparison {
	m := &secret.Masker{}
	m.AddFrom(c.Secrets)
	for _, text := range []string{c.Before.Text, c.After.Text} {
		// Without the build arguments it was built with a text may not parse; what is in it is found all the same.
		m.Learn(text)
		if file, err := dockerfile.Parse([]byte(text), dockerfile.Options{}); err == nil {
			m.AddFrom(rewrite.Secrets(file))
		}
	}
	out := *c
	out.Before, out.After = maskedSide(c.Before, m), maskedSide(c.After, m)
	for _, text := range []*string{&out.Project, &out.Dockerfile, &out.Target, &out.Base, &out.Engine} {
		*text = printable.Line(m.MaskSure(*text))
	}
	out.Changes, out.StandIns = slices.Clone(c.Changes), slices.Clone(c.StandIns)
	for i := range out.Changes {
		out.Changes[i].Title = printable.Line(m.MaskSure(out.Changes[i].Title))
		out.Changes[i].Assumes = printable.Line(m.MaskSure(out.Changes[i].Assumes))
	}
	for i := range out.StandIns {
		out.StandIns[i].Says = printable.Line(m.MaskSure(out.StandIns[i].Says))
	}
	return &out
}

func maskedSide(s compare.Side, m *secret.Masker) compare.Side {
	shown := func(text string) string { return printable.Text(m.Mask(text)) }
	s.Text = shown(s.Text)
	if s.Image != nil {
		s.Image = maskedImage(s.Image, shown)
	}
	return s
}

func maskedImage(a *image.Analysis, mask func(string) string) *image.Analysis {
	out := *a
	out.Layers, out.Cmd, out.Entrypoint = slices.Clone(a.Layers), slices.Clone(a.Cmd), slices.Clone(a.Entrypoint)
	for i := range out.Layers {
		out.Layers[i].CreatedBy = mask(out.Layers[i].CreatedBy)
	}
	for _, words := range [][]string{out.Cmd, out.Entrypoint} {
		for i := range words {
			words[i] = mask(words[i])
		}
	}
	return &out
}
