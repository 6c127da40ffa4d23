package dockerfile_test

import (
	"strings"
	"testing"

	"lightship/engine/dockerfile"
)

func TestALongLineIsCutIntoTokensWithoutCopyingItForEachSign(t *testing.T) {
	text := []byte("FROM alpine:3.20\nRUN echo " + strings.Repeat("$(", 30_000) + "\n")
	checkTokens(t, "a long line", text)
	if n := testing.AllocsPerRun(1, func() { dockerfile.Tokens(text) }); n > 1000 {
		t.Errorf("a line of 60 KB takes %.0f allocations", n)
	}
}
