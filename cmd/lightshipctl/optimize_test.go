package main

import (
	"strings"
	"testing"

	"lightship/engine/build"
)

func TestOptimizePrintsOneReport(t *testing.T) {
	_, stderr, code := call(t, "optimize", t.TempDir(), "--json", "--markdown")
	if code != 2 || !strings.Contains(stderr, "json markdown") {
		t.Errorf("exit code %d: %s", code, stderr)
	}
}

func TestASharedNetworkIsSaidOnceWhereNobodyChoseIt(t *testing.T) {
	said := func(n *build.Network) string {
		var b strings.Builder
		noteNetwork(&b, n)
		return b.String()
	}
	for want, n := range map[string]build.Network{
		"it takes iptables": {New: true, Missing: []string{"iptables"}}, "run as root": {New: true, Rootless: true}, "could not be made: no way": {New: true, Failed: "no way"},
	} {
		if got := said(&n); !strings.Contains(got, want) || !strings.Contains(got, "loopback") {
			t.Errorf("of %+v it says %q", n, got)
		}
		n.New = false
		if got := said(&n); got != "" {
			t.Errorf("it is said again: %q", got)
		}
	}
	for _, n := range []*build.Network{nil, {Own: true, New: true}, {Chosen: true, New: true}} {
		if got := said(n); got != "" {
			t.Errorf("of %+v it says %q", n, got)
		}
	}
}
