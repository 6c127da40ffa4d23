package node

import (
	"slices"
	"strings"
	"testing"
)

func TestEachModuleThatStartsProgramsHasOneOfTheWordsThatAreLookedForFirst(t *testing.T) {
	for name, functions := range starters() {
		has := slices.ContainsFunc(partsOfStarters, func(word string) bool { return strings.Contains(name, word) })
		if len(functions) > 0 && !has {
			t.Errorf("%s has none of %q", name, partsOfStarters)
		}
	}
}
