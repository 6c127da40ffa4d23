package build

import (
	"testing"

	"github.com/moby/buildkit/client"
	digest "github.com/opencontainers/go-digest"

	"lightship/engine/secret"
)

func TestAnEventSaysNoSecretAndSteersNoTerminal(t *testing.T) {
	m := &secret.Masker{}
	m.AddNamed(map[string]string{"NPM_TOKEN": "s3cr3t0fnpm"})
	d := digest.FromString("x")
	event := &client.SolveStatus{
		Vertexes: []*client.Vertex{{Digest: d, Name: "[2/2] RUN curl -u bot:hunter2 x", Error: "process \"curl -u bot:hunter2 x\" did not complete"}},
		Logs:     []*client.VertexLog{{Vertex: d, Data: []byte("got s3cr3t0fnpm\n\x1b[31mred\x1b[0m \x1b]0;title\x07\n")}},
	}
	got := maskedEvent(event, m)
	if v := got.Vertexes[0]; v.Name != "[2/2] RUN curl -u bot:******** x" || v.Error != "process \"curl -u bot:******** x\" did not complete" {
		t.Errorf("the step is %+v", v)
	}
	if log := string(got.Logs[0].Data); log != "got ********\n\x1b[31mred\x1b[0m "+`\u001b]0;title\u0007`+"\n" {
		t.Errorf("the log is %q", log)
	}
	if event.Vertexes[0].Name == got.Vertexes[0].Name {
		t.Error("BuildKit's own event was changed")
	}
}
