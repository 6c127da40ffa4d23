package pattern

import (
	"testing"

	"lightship/engine/rewrite/effects"
)

func TestEachProgramThatIsFetchedSaysWhereItsReleasesAreAndWhoSaysSo(t *testing.T) {
	for _, f := range fetchedPrograms() {
		if len(f.Programs) == 0 || f.From == "" || f.Source == "" {
			t.Errorf("%+v has no names, address or source", f)
		}
	}
}

func TestAProgramIsKnownByItsReleasesAndLinkedWhereItsFileIsNotStatic(t *testing.T) {
	fetch := func(from, to string) effects.Effect {
		return effects.Effect{Kind: effects.Downloads, From: from, Subject: to, Known: true}
	}
	for _, c := range []struct {
		from, to      string
		known, linked bool
	}{
		{"https://github.com/krallin/tini/releases/download/v0.19.0/tini", "/tini", true, true},
		{"https://github.com/krallin/tini/releases/download/v0.19.0/tini-static-arm64", "/tini", true, false},
		{"https://github.com/Yelp/dumb-init/releases/download/v1.2.5/dumb-init_1.2.5_x86_64", "/usr/bin/dumb-init", true, false},
		{"https://github.com/krallin/tini/releases/download/v0.19.0/tini", "/usr/bin/server", false, false},
		{"https://example.com/tini", "/tini", false, false},
	} {
		e := fetch(c.from, c.to)
		f := known(e)
		if (f != nil) != c.known || f != nil && f.needsLibc(e) != c.linked {
			t.Errorf("%s to %s: known %v, linked %v", c.from, c.to, f != nil, f != nil && f.needsLibc(e))
		}
	}
}
