package proof

import (
	"slices"
	"testing"

	"lightship/engine/evidence"
	"lightship/engine/proof/record"
)

// subjectsOf are the subjects of what is of a kind.
func subjectsOf(all evidence.List, kind evidence.Kind) []string {
	var out []string
	for _, e := range all.Of(kind) {
		out = append(out, e.Subject)
	}
	return out
}

func TestWhatTheRunsShowIsEvidenceOfTheThirdSource(t *testing.T) {
	did := func(op record.Op, failed string, paths ...string) func(*Run) {
		return func(r *Run) {
			for _, p := range paths {
				r.Trace.Files = append(r.Trace.Files, record.File{Path: p, Op: op, Error: failed})
			}
		}
	}
	both := func(all ...func(*Run)) func(*Run) {
		return func(r *Run) {
			for _, f := range all {
				f(r)
			}
		}
	}
	as := func(words ...string) func(*Run) { return func(r *Run) { r.Args = words } }
	git := did(record.Run, "", "/usr/bin/git")
	for _, c := range []struct {
		name          string
		before, after func(*Run)
		starts        []string
		likely        bool
	}{
		{"both start it", git, git, []string{"/usr/bin/git"}, false},
		{"only the image before has it", git, did(record.Run, "ENOENT", "/usr/bin/git"), []string{"/usr/bin/git"}, false},
		{"the image after was not asked for it, and is started alike", git, nil, []string{"/usr/bin/git"}, false},
		{"only the start of the image before needs it", both(as("npm", "start"), git), as("node", "a.js"), nil, false},
		{"the image after misses it, though started otherwise", both(as("npm", "start"), git), both(as("node", "a.js"), did(record.Run, "ENOENT", "/usr/bin/git")), []string{"/usr/bin/git"}, false},
		{"a word of the command", both(as("entry", "git"), git), both(as("entry", "git"), git), nil, false},
		{"behind an entry script", both(as("/entrypoint.sh", "app"), git), both(as("/entrypoint.sh", "app"), git), []string{"/usr/bin/git"}, true},
		{"neither has it", did(record.Run, "ENOENT", "/usr/bin/git"), did(record.Run, "ENOENT", "/usr/bin/git"), nil, false},
	} {
		r := Compare(Runs{ran("hi", c.before), ran("hi", c.before), ran("hi", c.after)}, Settings{})
		starts := r.Seen.Of(evidence.Starts)
		if !slices.Equal(subjectsOf(r.Seen, evidence.Starts), c.starts) || len(starts) > 0 && (starts[0].Likely != c.likely || starts[0].Source != evidence.Run) {
			t.Errorf("%s: %+v", c.name, starts)
		}
	}
}

func TestWhatIsSeenOfTheSystemStandsInWords(t *testing.T) {
	change := func(r *Run) {
		r.Trace.Files = append(r.Trace.Files,
			record.File{Path: "/usr/bin/git", Op: record.Run},
			record.File{Path: "/etc/ssl/certs/ca-certificates.crt", Op: record.Read},
			record.File{Path: "/app/certifi/cacert.pem", Op: record.Read},
			record.File{Path: "/app/zoneinfo/Europe/Paris", Op: record.Read},
			record.File{Path: "/data/note", Op: record.Write})
	}
	r := Compare(Runs{ran("hi", change), ran("hi", change), ran("hi", change)}, Settings{})
	want := []string{"starts git", "writes /data/note", "uses CA certificates", "listens on 80"}
	if got := r.Sights(); !slices.Equal(got, want) {
		t.Errorf("sights are %q", got)
	}
	if b := r.Brief(); b.Seen.Has(evidence.Reads) || !r.Seen.Has(evidence.Reads) || !slices.Equal(b.Sights(), want) {
		t.Errorf("brief has %v", b.Seen)
	}
}
