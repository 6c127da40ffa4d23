package proof

import (
	"strings"
	"testing"
)

func TestAProgramThatEndsIsAskedForHelpUnlessAShellStartsIt(t *testing.T) {
	for _, c := range []struct {
		entrypoint, cmd []string
		given           []string
		want            string
	}{
		{nil, []string{"tool", "run"}, nil, "tool run --help"},
		{[]string{"tool"}, []string{"run"}, nil, "tool --help"},
		{[]string{"tool"}, []string{"run"}, []string{"--check"}, ""},
		{nil, []string{"/bin/sh", "-c", "tool run"}, nil, ""},
		{nil, nil, nil, ""},
	} {
		var image Image
		image.Config.Entrypoint, image.Config.Cmd = c.entrypoint, c.cmd
		got := ""
		for _, p := range specOf(image, Settings{Args: c.given}).Ended {
			if p.From == "--help" {
				got = strings.Join(p.Args, " ")
			}
		}
		if got != c.want {
			t.Errorf("%v %v: %q, want %q", c.entrypoint, c.cmd, got, c.want)
		}
	}
}
