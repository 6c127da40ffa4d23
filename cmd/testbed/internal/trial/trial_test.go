package trial

import (
	"bytes"
	"strings"
	"testing"

	"lightship/engine/compare"
	"lightship/engine/image"
	"lightship/engine/proof"
	"lightship/engine/report"
)

func TestAListSaysWhatIsWrongWithIt(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "there is none",
		"[[project]]\nlanguage = \"Go\"": "1. has no folder",
		"[[project]]\nfolder = \"a\"\nport = 8080": "port",
		"[[project]\n": "read the list of projects",
	} {
		if _, err := ReadList([]byte(text), "."); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q in it", text, err, want)
		}
	}
}

func TestAProjectOfAListBecomesArguments(t *testing.T) {
	l, err := ReadList([]byte(`
[[project]]
folder = "shop"
dockerfile = "docker/Dockerfile"
build_args = ["A=1", "B=2"]
env = ["PORT=80"]
probes = ["http:/feed"]
without = ["db"]
[[project]]
folder = "/abs/tool"
name = "someone/tool"
`), "/lists")
	if err != nil {
		t.Fatal(err)
	}
	p := l.Projects[0]
	if got, want := strings.Join(p.arguments(), " "), "/lists/shop --dockerfile docker/Dockerfile --build-arg A=1 --build-arg B=2"; got != want || p.Name != "shop" {
		t.Errorf("%q, want %q; name %q", got, want, p.Name)
	}
	if got, want := strings.Join(p.starting(), " "), "--env PORT=80 --probe http:/feed --without db"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if l.Projects[1].Folder != "/abs/tool" || l.Projects[1].Name != "someone/tool" {
		t.Errorf("%+v", l.Projects[1])
	}
}

// reported is what lightshipctl prints for images of two sizes and a result.
func reported(t *testing.T, before, after int64, p *proof.Result) []byte {
	t.Helper()
	c := &compare.Comparison{Proof: p}
	c.Before.Image, c.After.Image = &image.Analysis{OnDisk: before}, &image.Analysis{OnDisk: after}
	var b bytes.Buffer
	if err := report.WriteJSON(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAReportBecomesAnOutcome(t *testing.T) {
	for _, c := range []struct {
		after int64
		proof proof.Result
		state State
		why   string
	}{
		{10e6, proof.Result{Verdict: proof.Same}, Lighter, ""},
		{100e6, proof.Result{Verdict: proof.Same}, NotLighter, "bulk"},
		{10e6, proof.Result{Verdict: proof.Differs, Rows: []proof.Row{
			{Name: "GET /", State: proof.Different, Before: "200", After: "500"}, {Name: "exit", State: proof.Alike},
		}}, Differing, "GET /: 200, then 500"},
		{10e6, proof.Result{Verdict: proof.Unknown, Reasons: []proof.Reason{{Kind: proof.Reaches, Subject: "db:5432", Said: "no db"}}}, NotTold, "it tries to reach db:5432 (“no db”)"},
	} {
		var o Outcome
		if err := o.read(reported(t, 100e6, c.after, &c.proof)); err != nil {
			t.Fatal(err)
		}
		if o.State != c.state || !strings.Contains(o.Why, c.why) || o.Before != 100e6 || o.After != c.after {
			t.Errorf("%s: %+v", c.proof.Verdict, o)
		}
	}
	var o Outcome
	if o.read(reported(t, 1, 1, nil)) == nil || o.read([]byte("{")) == nil {
		t.Error("a report without a proof, and half a report, are read")
	}
}

func TestRefusalsAreThoseOfTheFindings(t *testing.T) {
	var b bytes.Buffer
	l := &report.Lint{Files: []report.LintFile{{}}}
	if err := report.WriteLintJSON(&b, l); err != nil {
		t.Fatal(err)
	}
	if why, err := refusals(b.Bytes()); err != nil || why != "no rule has a change for it" {
		t.Errorf("%q, %v", why, err)
	}
	if why, err := refusals([]byte(`{"files":[{"findings":[{"rule":"go-split","refused":"why not"},{"rule":"x"}]}]}`)); err != nil || why != "go-split: why not" {
		t.Errorf("%q, %v", why, err)
	}
}

func TestTheSumCountsWhatBuilds(t *testing.T) {
	of := func(s State, before, after int64) Outcome { return Outcome{State: s, Before: before, After: after} }
	for want, all := range map[string][]Outcome{
		"None of the projects builds as it is.": {of(Unbuildable, 0, 0)},
		"2 of the 5 that build got a lighter image that does the same (40 %), the median of them 80 % smaller on disk; 2 got one that is wrong.": {
			of(Lighter, 100, 10), of(Lighter, 100, 30), of(Differing, 100, 5), of(Broken, 0, 0), of(Refused, 0, 0), of(Unbuildable, 0, 0), of(NotTried, 0, 0),
		},
		"0 of the 1 that build got a lighter image that does the same (0 %); 0 got one that is wrong.": {of(NotTold, 100, 10)},
	} {
		if got := Sum(all); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestARowHasNoMarkupOfOthers(t *testing.T) {
	var b bytes.Buffer
	o := Outcome{Project: Project{Name: "a|b", Language: "C"}, State: Lighter, Before: 100e6, After: 25e6, Tried: true, Why: "one\n| <b>`two`"}
	if err := WriteTable(&b, []Outcome{o}); err != nil {
		t.Fatal(err)
	}
	want := "| a\\|b | C | 100 MB | 25 MB (−75 %) | lighter, tried | one \\| &lt;b>'two' |\n"
	if !strings.Contains(b.String(), want) {
		t.Errorf("%s\nwant %s", b.String(), want)
	}
}
