package golang

import (
	"context"
	"path"
	"slices"
	"strings"

	"lightship/engine/language/scan"
	"lightship/engine/project"
)

// isSource says whether a file belongs to the sources or the build of a Go program.
func isSource(name string) bool {
	switch path.Base(name) {
	case "go.mod", "go.sum", "go.work", "go.work.sum", "Makefile":
		return true
	}
	return strings.HasSuffix(name, ".go") || strings.HasPrefix(name, "vendor/")
}

// readAssets notes the files that are no source code, and those of them that the sources name in their strings and do not embed.
func (m *Module) readAssets(ctx context.Context, files *project.Files, sources []*goSource) error {
	all, err := files.All(ctx)
	if err != nil {
		return err
	}
	var embeds []string
	for _, s := range sources {
		embeds = append(embeds, s.embeds...)
	}
	assets := scan.NewAssets(all, func(name string) bool { return isSource(name) || embedded(embeds, name) })
	m.Assets, m.Embeds = assets.Paths(), embeds
	seen := map[string]bool{}
	for _, s := range sources {
		for _, l := range s.literals {
			for _, at := range assets.Match(l.text) {
				if !seen[at] {
					seen[at] = true
					m.Needed = append(m.Needed, scan.NamedAt(at, s.rel, l.line))
				}
			}
			if e, found := scan.MayWrite(l.text, s.rel, l.line, assets.Has); found {
				m.Needed = append(m.Needed, e)
			}
		}
	}
	set, err := scan.Settings(ctx, files, append(slices.Clone(m.Assets), embeddedOf(embeds, all)...))
	m.Needed = append(m.Needed, set...)
	return err
}

// embeddedOf are the files that patterns of go:embed cover.
func embeddedOf(patterns, all []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(name string) bool { return isSource(name) || !embedded(patterns, name) })
}

// embedded says whether a pattern of go:embed covers a file: by itself, or by a folder above it.
func embedded(patterns []string, name string) bool {
	for at := name; at != "."; at = path.Dir(at) {
		for _, pattern := range patterns {
			if match, err := path.Match(pattern, at); err == nil && match {
				return true
			}
		}
	}
	return false
}
