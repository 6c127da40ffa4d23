package model

import (
	"testing"

	"lightship/engine/dockerfile"
	"lightship/engine/project"
)

func TestAStartTakesThePlaceOfEntrypointAndCmdAsEnginesDo(t *testing.T) {
	words := func(argv ...string) *project.Words { return &project.Words{Argv: argv} }
	for name, c := range map[string]struct {
		start          string
		entry, command *project.Words
		want           string
		replaced       bool
	}{
		"nothing":                         {start: "CMD [\"./a\", \"b\"]", want: "./a b"},
		"a command":                       {start: "CMD [\"./a\"]", command: words("./c", "d"), want: "./c d", replaced: true},
		"the same words":                  {start: "CMD [\"./a\", \"b\"]", command: words("./a", "b"), want: "./a b"},
		"a command behind an entrypoint":  {start: "ENTRYPOINT [\"./a\"]\nCMD [\"b\"]", command: words("c"), want: "./a c", replaced: true},
		"an entrypoint takes CMD with it": {start: "ENTRYPOINT [\"./a\"]\nCMD [\"b\"]", entry: words("./x"), want: "./x", replaced: true},
		"both":                            {start: "ENTRYPOINT [\"./a\"]\nCMD [\"b\"]", entry: words("./x"), command: words("y"), want: "./x y", replaced: true},
		"a shell takes no words":          {start: "ENTRYPOINT ./a", command: words("b"), want: "./a"},
		"a shell of its own":              {start: "CMD [\"./a\"]", command: words("sh", "-ec", "./a b"), want: "./a b", replaced: true},
	} {
		f, err := dockerfile.Parse([]byte("FROM scratch\nWORKDIR /app\n"+c.start+"\n"), dockerfile.Options{Name: "Dockerfile"})
		if err != nil {
			t.Fatal(err)
		}
		p := &project.Project{Starts: []project.Start{
			{By: project.StartedByCompose, Dockerfile: "Dockerfile", Entrypoint: c.entry, Command: c.command},
			{By: project.StartedByCompose, Dockerfile: "other/Dockerfile"},
			{Dockerfile: "Dockerfile", Target: "nobody"},
		}}
		m, err := New(f, p, Settings{})
		if err != nil {
			t.Fatal(err)
		}
		starts := m.Final().Starts
		if len(starts) != 1 {
			t.Fatalf("%s: %d starts", name, len(starts))
		}
		calls, _, why := starts[0].Calls()
		got := ""
		for _, call := range calls {
			for i := range call.Args {
				got += " " + call.Arg(i)
			}
		}
		if got != " "+c.want || starts[0].Replaced != c.replaced || why != "" {
			t.Errorf("%s: %q, replaced %v, %s", name, got, starts[0].Replaced, why)
		}
	}
}

func TestWhatIsMountedOverAPath(t *testing.T) {
	s := Started{From: project.Start{Volumes: []project.Volume{{Bind: ".", Target: "/app"}}}}
	for at, want := range map[string]bool{"/app": true, "/app/server": true, "/apps": false, "/": false} {
		if _, got := s.Mounts(at); got != want {
			t.Errorf("%s: %v", at, got)
		}
	}
}
