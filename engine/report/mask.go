package report

import (
	"slices"

	"lightship/engine/compare"
	"lightship/engine/dockerfile"
	"lightship/engine/image"
	"lightship/engine/rewrite"
)

// masked returns the comparison with the secrets of its Dockerfiles masked: in the two texts, and in what the images' history
// and config repeat of them. A report is passed on; the Dockerfile itself is saved as it is.
func masked(c *compare.Comparison) *compare.Comparison {
	out := *c
	out.Before, out.After = maskedSide(c.Before), maskedSide(c.After)
	return &out
}

func maskedSide(s compare.Side) compare.Side {
	// A text that can't be parsed was not built; what has the form of a secret is masked all the same.
	file, err := dockerfile.Parse([]byte(s.Text), dockerfile.Options{})
	if err != nil {
		file = &dockerfile.File{}
	}
	mask := func(text string) string { return rewrite.Mask(file, text) }
	s.Text = mask(s.Text)
	if s.Image != nil {
		s.Image = maskedImage(s.Image, mask)
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
