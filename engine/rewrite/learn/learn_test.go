package learn_test

import (
	"strings"
	"testing"

	"lightship/engine/dockerfile"
	"lightship/engine/evidence"
	"lightship/engine/rewrite/learn"
	"lightship/engine/rewrite/model"
)

// modelOf reads a Dockerfile.
func modelOf(t *testing.T, text string) *model.Model {
	t.Helper()
	file, err := dockerfile.Parse([]byte(text), dockerfile.Options{Name: "Dockerfile"})
	if err != nil {
		t.Fatal(err)
	}
	m, err := model.New(file, nil, model.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

const single = "FROM golang:1.22\nCOPY . .\nRUN go build -o /app .\nCMD [\"/app\"]\n"

// entry is one that a run showed to be needed.
func entry(kind learn.Kind, at string, ofBase bool) learn.Entry {
	return learn.Entry{
		Kind: kind, Source: at, Path: at, OfBase: ofBase,
		Because: evidence.Evidence{Kind: evidence.Reads, Subject: at, Known: true, Source: evidence.Run},
	}
}

func TestWhatWasLearnedIsPutBehindTheFilesOfTheFinalStage(t *testing.T) {
	split := "FROM golang:1.22 AS builder\nCOPY . .\nRUN go build -o /app .\n\n"
	onBase := "FROM debian:bookworm-slim\nCOPY page /page\n"
	for _, c := range []struct {
		name, before, after string
		entries             []learn.Entry
		want                string
	}{
		{
			"a file from the builder", single, split + "FROM scratch\nCOPY --from=builder /app /app\nCMD [\"/app\"]\n",
			[]learn.Entry{entry(learn.Carry, "/opt/a b", false)},
			split + "FROM scratch\nCOPY --from=builder /app /app\nCOPY --from=builder [\"/opt/a b\",\"/opt/a b\"]\nCMD [\"/app\"]\n",
		},
		{
			"a file of today's base", "FROM debian:bookworm\nCOPY page /page\n", onBase,
			[]learn.Entry{entry(learn.Carry, "/usr/share/words", true)},
			onBase + "COPY --from=debian:bookworm /usr/share/words /usr/share/words\n",
		},
		{
			"a file that no base has is in the final stage already", "FROM debian:bookworm\nCOPY page /page\n", onBase,
			[]learn.Entry{entry(learn.Carry, "/page", false)},
			onBase,
		},
		{
			"a folder without a shell", single, split + "FROM scratch\nCOPY --from=builder /app /app\nUSER 1000\nCMD [\"/app\"]\n",
			[]learn.Entry{entry(learn.Give, "/data", false)},
			split + "FROM scratch\nCOPY --from=builder /app /app\nCOPY --from=builder --chown=1000 /data /data\nUSER 1000\nCMD [\"/app\"]\n",
		},
		{
			"a folder where there is a shell", single, split + onBase + "USER 1000\nCMD [\"/app\"]\n",
			[]learn.Entry{entry(learn.Give, "/data", false)},
			split + onBase + "RUN chown -R 1000 /data\nUSER 1000\nCMD [\"/app\"]\n",
		},
		{
			"a folder behind a user", single, split + "FROM debian:bookworm-slim\nUSER 1000\nCOPY page /page\nCMD [\"/app\"]\n",
			[]learn.Entry{entry(learn.Give, "/data", false)},
			split + "FROM debian:bookworm-slim\nUSER 1000\nCOPY page /page\nUSER root\nRUN chown -R 1000 /data\nUSER 1000\nCMD [\"/app\"]\n",
		},
		{"what root owns anyway", single, split + onBase + "CMD [\"/app\"]\n", []learn.Entry{entry(learn.Give, "/data", false)}, split + onBase + "CMD [\"/app\"]\n"},
		{
			"packages where there is apt", single, split + "FROM debian:bookworm-slim\n# the page\nCOPY page /page\nCMD [\"/app\"]\n",
			[]learn.Entry{{Kind: learn.Install, Source: "/usr/lib/liba.so.1", Path: "liba1"}, {Kind: learn.Install, Source: "/usr/bin/git", Path: "git"}},
			split + "FROM debian:bookworm-slim\nRUN apt-get update \\\n    && apt-get install -y --no-install-recommends liba1 git \\\n    && rm -rf /var/lib/apt/lists/*\n" +
				"# the page\nCOPY page /page\nCMD [\"/app\"]\n",
		},
		{
			"packages where there is none", single, split + "FROM scratch\nCMD [\"/app\"]\n",
			[]learn.Entry{{Kind: learn.Install, Path: "git"}},
			split + "FROM scratch\nCMD [\"/app\"]\n",
		},
		{"what only turns the plan", single, split + onBase, []learn.Entry{{Kind: learn.KeepBase}, {Kind: learn.KeepUser}}, split + onBase},
	} {
		t.Run(c.name, func(t *testing.T) {
			after := modelOf(t, c.after)
			text, err := dockerfile.Apply([]byte(c.after), learn.Edits(modelOf(t, c.before), after, c.entries))
			if err != nil || string(text) != c.want {
				t.Errorf("%v\n%s", err, text)
			}
		})
	}
}

func TestAnEntrySaysWhatItDoesAndWhatItRestsOn(t *testing.T) {
	e := entry(learn.Carry, "/app/words", false)
	if says := e.Title() + ": " + e.Why(); says != `Carry /app/words: a run showed that the program reads "/app/words", which the image after has not` {
		t.Error(says)
	}
	text, err := e.MarshalJSON()
	if err != nil || !strings.Contains(string(text), `"source":"run"`) {
		t.Errorf("%s, %v", text, err)
	}
}
