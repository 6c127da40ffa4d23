package report

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"lightship/engine/compare"
	"lightship/engine/secret"
)

func TestASecretStandsInNoReport(t *testing.T) {
	c := sample()
	const dockerfile = "FROM golang:1.22\nENV DB_PASSWORD=hunter2\nARG NPM_TOKEN\nRUN curl -H 'Authorization: Bearer abcdef123456' https://example.com\n" +
		"CMD [\"./server\", \"--password\", \"hunter2\"]\n"
	c.Before.Text, c.After.Text = dockerfile, dockerfile
	c.Before.Image.Layers[0].CreatedBy = "ENV DB_PASSWORD=hunter2"
	c.After.Image.Layers[0].CreatedBy = "RUN |1 NPM_TOKEN=s3cr3t0 /bin/sh -c curl -H 'Authorization: Bearer abcdef123456' https://example.com # buildkit"
	c.After.Image.Cmd = []string{"./server", "--password", "hunter2"}
	for name, write := range map[string]func(io.Writer, *compare.Comparison) error{"html": WriteHTML, "json": WriteJSON, "md": WriteMarkdown} {
		var out bytes.Buffer
		if err := write(&out, c); err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"hunter2", "abcdef123456", "s3cr3t0"} {
			if strings.Contains(out.String(), secret) {
				t.Errorf("%s says %s", name, secret)
			}
		}
	}
	if c.Before.Text != dockerfile || c.After.Image.Cmd[2] != "hunter2" {
		t.Error("the comparison itself was changed")
	}
}

func TestASecretIsMaskedInATextThatNeedsBuildArguments(t *testing.T) {
	c := sample()
	c.Before.Text = "ARG GO\nFROM golang:${GO:?say which}\nENV DB_PASSWORD hunter2hunter2\nRUN tool hunter2hunter2 && login given-by-build-arg\n"
	c.After.Text = c.Before.Text
	c.Before.Image.Layers[0].CreatedBy = "RUN |1 X=given-by-build-arg tool hunter2hunter2"
	c.Base = "registry.example.com/\u202egnp/x:1"
	c.Secrets = &secret.Masker{}
	c.Secrets.AddNamed(map[string]string{"NPM_TOKEN": "given-by-build-arg"})
	for name, write := range map[string]func(io.Writer, *compare.Comparison) error{"html": WriteHTML, "json": WriteJSON, "markdown": WriteMarkdown} {
		out := written(t, write, c)
		for _, s := range []string{"hunter2hunter2", "given-by-build-arg", "\u202e"} {
			if strings.Contains(string(out), s) {
				t.Errorf("%s says %q", name, s)
			}
		}
	}
}
