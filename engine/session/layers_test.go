package session

import (
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/image"
)

// unclear has a RUN whose text does not tell what it writes.
const unclear = "FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN perl setup.pl\nRUN go build -o /app .\nCMD [\"/app\"]\n"

// layersOfUnclear are those of an image that was built of it.
func layersOfUnclear() *image.Layers {
	return &image.Layers{Digest: v1.Hash{Algorithm: "sha256", Hex: "a"}, Made: []image.Made{
		{CreatedBy: "RUN /bin/sh -c perl setup.pl # buildkit", Files: []image.MadeFile{{Path: "/opt/words"}}},
		{CreatedBy: "RUN /bin/sh -c go build -o /app . # buildkit", Files: []image.MadeFile{{Path: "/app"}}},
	}}
}

// splits is the change that splits, nil when it is not proposed.
func splits(n *Snapshot) *Switch {
	for i := range n.Changes {
		if n.Changes[i].ID == "go-split" {
			return &n.Changes[i]
		}
	}
	return nil
}

func TestWhatTheImageBeforeTellsIsOfferedAndOffWhereSomebodyLooksOn(t *testing.T) {
	for _, interactive := range []bool{true, false} {
		s := start(t)
		s.settings.Interactive = interactive
		s.Open(goProject(t, unclear))
		n := idle(t, s)
		if c := splits(n); c == nil || c.On || len(c.Assumes) == 0 || !n.AwaitsLayers() {
			t.Fatalf("findings %+v", n.Findings)
		}
		s.post(func() {
			st := &s.state
			st.layers, st.layersOf = layersOfUnclear(), s.request("before", st.source)
			s.draft(wanted{propose: true, learns: true})
			s.publish()
		})
		n = idle(t, s)
		if c := splits(n); c == nil || c.On == interactive || len(c.Layers) != 1 || len(c.Assumes) > 0 || n.AwaitsLayers() {
			t.Fatalf("interactive %v: %+v, findings %+v", interactive, c, n.Findings)
		}
		s.Toggle("go-split", true)
		if n = idle(t, s); n.After == nil || len(n.After.File.Stages) != 2 {
			t.Errorf("after is\n%s", n.After.Text)
		}
		s.ChooseTarget("")
		s.post(func() {
			if s.state.layers == nil {
				t.Error("the layers of the same image are forgotten")
			}
		})
		idle(t, s)
	}
}

func TestAnImageThatIsGivenIsAskedFromTheStart(t *testing.T) {
	s := start(t)
	s.FromImage(layersOfUnclear())
	s.Open(goProject(t, unclear))
	if n := idle(t, s); splits(n) == nil || !splits(n).On {
		t.Errorf("changes %+v, findings %+v", n.Changes, n.Findings)
	}
}
