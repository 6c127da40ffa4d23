package rule_test

import (
	"testing"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/rule"
)

func TestAFindingOfThousandsOfLinesNamesTheFirstOfThem(t *testing.T) {
	about := func(n int) rule.Finding {
		var f rule.Finding
		for i := range n {
			at := dockerfile.Lines{First: i + 1, Last: i + 1}
			if i == 0 {
				f.Lines = at
			} else {
				f.More = append(f.More, at)
			}
		}
		return f
	}
	for n, want := range map[int]string{
		1: "line 1", 2: "lines 1 and 2", 3: "lines 1, 2 and 3", 12: "lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 12",
		13: "lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 3 more", 5000: "lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 4990 more",
	} {
		if got := about(n).Where(); got != want {
			t.Errorf("of %d lines it says %q", n, got)
		}
	}
}
