//go:build !race

package stagegraph_test

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lightship/engine/dockerfile"
	"lightship/engine/stagegraph"
)

// apart are the files of which not every line can be left out, and why.
var apart = map[string]string{
	"named-context-for-stage": "BuildKit looks for circles through a stage that a context stands in place of, too",
}

// TestWithoutAnyOneLineBuildKitAgreesStill leaves one line out of each file of the corpus after the other: BuildKit
// takes what is left when we do, and refuses it when we do.
func TestWithoutAnyOneLineBuildKitAgreesStill(t *testing.T) {
	if testing.Short() {
		t.Skip("it has nothing for the race detector")
	}
	tried := 0
	for _, kind := range []string{"valid", "broken"} {
		for _, folder := range folders(t, kind) {
			name := filepath.Base(folder)
			if strings.HasPrefix(name, "foreign-") || name == "sixty-stages" || apart[name] != "" {
				continue
			}
			o := options(t, folder)
			lines := bytes.SplitAfter(read(t, folder, "Dockerfile"), []byte("\n"))
			for n := range lines {
				without := slices.Delete(slices.Clone(lines), n, n+1)
				agree(t, folder, bytes.Join(without, nil), o)
				tried++
			}
		}
	}
	if tried < 1000 {
		t.Errorf("only %d lines were tried", tried)
	}
}

func agree(t *testing.T, folder string, text []byte, o dockerfile.Options) {
	t.Helper()
	f, ours := dockerfile.Parse(text, o)
	if ours == nil {
		_, ours = stagegraph.New(f, "")
	}
	if _, theirs := definition(t.Context(), text, o, ""); (ours == nil) != (theirs == nil) {
		t.Errorf("%s:\n%s\nours:   %v\ntheirs: %v", filepath.Base(folder), text, ours, theirs)
	}
}
