package proof

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"lightship/engine/evidence"
)

// mostSights is how many things of a kind are named.
const mostSights = 6

// Sights is what was seen of the system in words, one for each kind: "starts git, sh", "listens on 8080".
func (r *Result) Sights() []string {
	var out []string
	for _, k := range []struct {
		kind evidence.Kind
		says string
		name func(string) string
	}{
		{evidence.Starts, "starts ", path.Base},
		{evidence.Writes, "writes ", nil},
		{evidence.Certificates, "uses CA certificates", nil},
		{evidence.Zones, "uses time zones", nil},
		{evidence.Binds, "listens on ", nil},
		{evidence.Asks, "connects to ", nil},
	} {
		if found := r.Seen.Of(k.kind); len(found) > 0 {
			out = append(out, k.says+subjects(found, k.name))
		}
	}
	return out
}

// subjects are those of evidence in words, each once.
func subjects(all evidence.List, name func(string) string) string {
	var names []string
	for _, e := range all {
		subject := e.Subject
		if name != nil {
			subject = name(subject)
		}
		if subject != "" && !slices.Contains(names, subject) {
			names = append(names, subject)
		}
	}
	more := len(names) - mostSights
	if more <= 0 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:mostSights], ", "), more)
}
