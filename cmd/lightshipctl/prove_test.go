package main

import (
	"strings"
	"testing"

	"lightship/engine/evidence"
	"lightship/engine/proof"
)

func TestRowsStandInColumnsAndWhatIsSaidOfThemBelow(t *testing.T) {
	port := proof.Cause{Kind: proof.OfVariable, Name: "PORT", Line: 7, OfAfter: true}
	read := evidence.List{{Kind: evidence.Reads, Subject: "/etc/hosts", Known: true, Source: evidence.Run}}
	r := &proof.Result{Verdict: proof.Differs, Seen: read, Rows: []proof.Row{
		{Name: "tcp 8080", State: proof.Different, Before: "listened on", After: "not listened on", Causes: []proof.Cause{port}},
		{Name: "GET\n/a", State: proof.Different, Before: "200", After: "none", Detail: "body: \"a\" became \"\"", Causes: []proof.Cause{port}},
		{Name: "stop", State: proof.Alike, Before: "ends", After: "ends"},
	}}
	var b strings.Builder
	if err := writeProof(&b, r); err != nil {
		t.Fatal(err)
	}
	want := `
Started both: differs: 2 of the 3 that were compared
  ! tcp 8080   listened on   not listened on
      line 7 of the Dockerfile after sets PORT to something else
  ! GET /a     200           none
      body: "a" became ""
  = stop       ends          ends
`
	if b.String() != want {
		t.Errorf("got%s\nwant%s", b.String(), want)
	}
}
