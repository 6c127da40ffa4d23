package bases

import (
	"strings"
	"testing"

	"lightship/engine/evidence"
)

// ranWith is evidence of a run that started a program.
func ranWith(program string, likely bool) evidence.List {
	return evidence.List{{Kind: evidence.Starts, Subject: program, Known: true, Likely: likely, Source: evidence.Run}}
}

func TestWhatARunStartedABaseHasToHave(t *testing.T) {
	static, js := Program{Linkage: Static}, Program{Linkage: Interpreted, Runtime: "node", RuntimeVersion: "22", Libc: "glibc"}
	const node = "gcr.io/distroless/nodejs22-debian13:nonroot"
	for _, c := range []struct {
		name    string
		program Program
		seen    evidence.List
		ref     string
		level   Level
		says    string
	}{
		{"a base without it", static, ranWith("/usr/bin/git", false), base, DoesNotFit, "when it ran it started git, which " + base + " lacks"},
		{"one that is not known to have it", static, ranWith("/usr/bin/git", false), debian, Caveat, "is not known to have"},
		{"one that has it", static, ranWith("/usr/bin/sort", false), debian, Fits, "sort is there: the program started it when it ran"},
		{"what an entry script may have started", static, ranWith("/usr/bin/git", true), base, Caveat, "was started"},
		{"the interpreter", js, ranWith("/usr/local/bin/node", false), node, Fits, ""},
		{"certificates", static, evidence.List{{Kind: evidence.Certificates, Known: true, Source: evidence.Run}}, Scratch, Caveat, "no CA certificates"},
		{"zones", static, evidence.List{{Kind: evidence.Zones, Known: true, Source: evidence.Run}}, Scratch, Caveat, "time zone"},
		{"what it read", static, evidence.List{{Kind: evidence.Reads, Subject: "/usr/share/dict/words", Known: true, Source: evidence.Run}}, base, Fits, ""},
	} {
		v := Judge(c.program.WithSeen(c.seen, nil), Describe(c.ref))
		if v.Level != c.level || !strings.Contains(strings.Join(v.Reasons, "\n"), c.says) {
			t.Errorf("%s: %+v", c.name, v)
		}
		if marked := strings.Contains(v.Reasons[0], "when it ran"); v.Seen != marked && c.level != Fits {
			t.Errorf("%s: marked as seen: %v", c.name, v.Seen)
		}
	}
}

func TestARunOnlyAddsToWhatAProgramNeeds(t *testing.T) {
	for _, ref := range []string{Scratch, "gcr.io/distroless/static-debian12:nonroot", base, debian, alpine, "node:22-slim"} {
		p := Program{Linkage: Static, NeedsCA: true, NeedsZones: true, NeedsShell: true, Packages: []string{"curl"}}
		before, after := Judge(p, Describe(ref)), Judge(p.WithSeen(nil, nil), Describe(ref))
		if before.Level != after.Level || strings.Join(before.Reasons, "") != strings.Join(after.Reasons, "") {
			t.Errorf("%s: %+v, then %+v", ref, before, after)
		}
	}
	p := Program{Linkage: Static}.WithSeen(nil, []string{"git"})
	if v := Judge(p, Describe(base)); v.Level != DoesNotFit || !strings.Contains(v.Reasons[0], "needs the packages git") {
		t.Errorf("a package that a plan installs: %+v", v)
	}
}
