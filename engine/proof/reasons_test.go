package proof

import (
	"strings"
	"testing"

	"lightship/engine/proof/record"
)

func TestAProgramThatFailsWantsATerminalOnlyWhereItAsksForOneItself(t *testing.T) {
	asks := record.File{Path: "/dev/tty", Op: record.Write, Error: "ENXIO"}
	bash := record.File{Path: "/usr/bin/bash", Op: record.Run}
	scanner := "Exception in thread \"main\" java.util.NoSuchElementException\n\tat java.base/java.util.Scanner.throwFor(Scanner.java:945)\n"
	for name, c := range map[string]struct {
		files []record.File
		said  string
		want  ReasonKind
	}{
		"it asks for one":                                  {[]record.File{asks}, "", NeedsTerminal},
		"the bash that starts it does":                     {[]record.File{bash, asks}, "out of luck\n", Fails},
		"bash does, and the program reads numbers":         {[]record.File{bash, asks}, scanner, NeedsInput},
		"bash does, and the program says that it wants it": {[]record.File{bash, asks}, "the input is not a terminal\n", NeedsTerminal},
		"bash is looked for and not there":                 {[]record.File{{Path: "/bin/bash", Op: record.Run, Error: "ENOENT"}, asks}, "", NeedsTerminal},
	} {
		r := ran("", func(r *Run) {
			r.End = &record.End{Code: 1}
			r.Trace.Files, r.Stderr.Head, r.Stderr.Bytes = c.files, c.said, int64(len(c.said))
		})
		if got := failing(r); got.Kind != c.want {
			t.Errorf("%s: %q, want %q", name, got.Kind, c.want)
		}
	}
}

func TestThatOnlyDatagramsAreListenedForIsSaid(t *testing.T) {
	r := ran("", func(r *Run) { r.Answers, r.Sockets = nil, []record.Socket{{Network: "udp", Port: 3478}} })
	got := wanting(r)
	if len(got) != 1 || got[0].Kind != Nothing || !strings.Contains(got[0].Says(), "UDP port 3478") {
		t.Errorf("%+v", got)
	}
	r.Sockets = nil
	if got = wanting(r); len(got) != 1 || got[0].Says() != "it neither ended nor listened on a port" {
		t.Errorf("%+v", got)
	}
}
