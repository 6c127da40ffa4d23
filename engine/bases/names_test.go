package bases

import (
	"slices"
	"testing"
)

func TestTheVariantsOfNginxStayOnItsVersionOrBranch(t *testing.T) {
	for ref, want := range map[string][]string{
		"nginx:1.26":          {"nginx:1.26-alpine-slim", "nginx:1.26-alpine"},
		"nginx:1.27-bookworm": {"nginx:1.27-alpine-slim", "nginx:1.27-alpine"},
		"nginx:1.27-alpine":   {"nginx:1.27-alpine-slim"},
		"nginx":               {"nginx:alpine-slim", "nginx:alpine"},
		"nginx:alpine":        {"nginx:alpine-slim"},
		"nginx:stable":        {"nginx:stable-alpine-slim", "nginx:stable-alpine"},
		"nginx:1.27-perl":     nil,
		"nginx:alpine-slim":   nil,
	} {
		var got []string
		for _, b := range Related(ref) {
			got = append(got, b.Ref)
			if b.RuntimeVersion != Describe(ref).RuntimeVersion {
				t.Errorf("%s has version %q, %s has %q", b.Ref, b.RuntimeVersion, ref, Describe(ref).RuntimeVersion)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s has %v, want %v", ref, got, want)
		}
	}
}
