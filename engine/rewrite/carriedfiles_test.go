package rewrite

import (
	"strings"
	"testing"

	"lightship/engine/rewrite/pattern"
)

// TestWhatAPathMayMeanIsCarriedByASwitchOfItsOwn looks at programs that read a file which is known, and one whose path is not.
func TestWhatAPathMayMeanIsCarriedByASwitchOfItsOwn(t *testing.T) {
	found := 0
	for _, c := range wholeCases(t) {
		if !strings.HasSuffix(c.name, "carries-what-a-path-may-mean") {
			continue
		}
		found++
		p := c.propose(t, c.file("Dockerfile"))
		on := p.defaults()
		if !on[pattern.CarriedFiles] {
			t.Errorf("%s: it is not proposed: %s", c.name, listed(p.Findings, ofPatterns))
			continue
		}
		for _, is := range []bool{true, false} {
			on[pattern.CarriedFiles] = is
			after, err := p.After(on, goldenCase{}.base(p))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(after), "/boards ") != is {
				t.Errorf("%s: with the change %v it is\n%s", c.name, is, after)
			}
			if !strings.Contains(string(after), "/rules") {
				t.Errorf("%s: with the change %v what is known to be read is missing\n%s", c.name, is, after)
			}
		}
	}
	if found < 4 {
		t.Errorf("only %d languages have such a case", found)
	}
}
