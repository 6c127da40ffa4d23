package report

import (
	"strings"
	"testing"

	"lightship/engine/evidence"
	"lightship/engine/proof"
)

func TestAProofStandsInTheReports(t *testing.T) {
	c := sample()
	seen := evidence.List{{Kind: evidence.Starts, Subject: "/usr/bin/git", Known: true, Source: evidence.Run}}
	c.Proof = &proof.Result{Verdict: proof.Differs, Seen: seen, Rows: []proof.Row{
		{Kind: proof.Answer, Name: "GET /feed", State: proof.Different, Before: "200, 3 B", After: "502"},
		{Kind: proof.Port, Name: "tcp 8080", State: proof.Alike, Before: "listened on", After: "listened on"},
	}}
	markdown := string(written(t, WriteMarkdown, c))
	for _, want := range []string{"Both were started: differs: 1 of the 2 that were compared", "- GET /feed: 200, 3 B → 502", "Seen when it ran: starts git"} {
		if !strings.Contains(markdown, want) {
			t.Errorf("%q is not in %s", want, markdown)
		}
	}
	if strings.Contains(markdown, "tcp 8080") {
		t.Error("what is alike stands in the Markdown")
	}
	page := string(written(t, WriteHTML, c))
	for _, want := range []string{"Both started", "<b>GET /feed</b>", "tcp 8080", "Seen when it ran: starts git."} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not in the page", want)
		}
	}
	c.Proof = &proof.Result{Verdict: proof.Unknown, Reasons: []proof.Reason{{Kind: proof.Reaches, Subject: "db:5432"}}}
	if markdown = string(written(t, WriteMarkdown, c)); !strings.Contains(markdown, "- it tries to reach db:5432") {
		t.Errorf("the reason is not in %s", markdown)
	}
}
