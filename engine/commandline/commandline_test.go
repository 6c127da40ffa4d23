package commandline

import (
	"strings"
	"testing"
)

func TestAWrapperTellsWhereTheCommandBegins(t *testing.T) {
	for line, want := range map[string]int{
		"timeout 5 curl x":                           2,
		"timeout -s KILL --foreground 5 curl":        5,
		"env -u A B=c node":                          4,
		"nice -n 5 java":                             3,
		"tini -e 143 -- java":                        4,
		"/sbin/tini -- node":                         2,
		"tini -g -- -x":                              3,
		"dumb-init --rewrite 15:3 server":            3,
		"gosu nobody server":                         2,
		"setpriv --reuid 1000 --clear-groups server": 4,
		"command -v curl":                            0,
		"xargs -n 1 rm":                              3,
		"curl x":                                     0,
		"nohup":                                      0,
	} {
		if at, known := Wrapped(strings.Fields(line)); at != want || !known {
			t.Errorf("Wrapped(%q) = %d, %t; want %d", line, at, known, want)
		}
	}
	if _, known := Wrapped([]string{"env", "-S", "node --inspect"}); known {
		t.Error("what env splits itself is said to be known")
	}
}

func TestAShellTellsWhatItIsGiven(t *testing.T) {
	for _, c := range []struct {
		line string
		want Given
		at   int
	}{
		{"sh -c true", Line, 2},
		{"bash -e -o pipefail -lc true", Line, 5},
		{"bash -e start.sh x", File, 2},
		{"sh -s -- --yes", Input, 1},
		{"sh", Input, 1},
		{"sh -c", Untold, 2},
		{"node a", NoShell, 0},
		{"fish -c true", NoShell, 0},
	} {
		if given, at := ToShell(strings.Fields(c.line)); given != c.want || at != c.at {
			t.Errorf("ToShell(%q) = %d at %d; want %d at %d", c.line, given, at, c.want, c.at)
		}
	}
}

func TestABuiltinMayBeAProgramTooOrNot(t *testing.T) {
	if !IsBuiltin("echo") || IsOnlyBuiltin("echo") || !IsBuiltin("cd") || !IsOnlyBuiltin("cd") || IsBuiltin("curl") {
		t.Error("builtins are taken for others")
	}
	if !Wraps("exec") || !IsOnlyBuiltin("exec") {
		t.Error("exec is a builtin that runs a command")
	}
}

func TestEachRowNamesItsSource(t *testing.T) {
	if n := strings.Count(string(programsFile), `"is":`); n != strings.Count(string(programsFile), `"source":`) || n < 20 {
		t.Errorf("of %d rows some name no source", n)
	}
}
