package main

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTheTableOfBasesFitsTheTerminal(t *testing.T) {
	line := baseLine{
		Ref: "gcr.io/distroless/static-debian12:nonroot", Download: 800e3, OnDisk: 2e6, Image: -1, Pull: 0.3, Libc: "glibc 2.36", Shell: "sh",
		Packages: -1, User: "65532", Verdict: "does not fit", Reasons: []string{strings.Repeat("the program needs this ", 9)},
	}
	table := func() [][]string {
		heads := columns()
		for i := range heads {
			heads[i] = strings.ToUpper(heads[i])
		}
		return [][]string{heads, line.cells(), line.cells()}
	}
	for _, c := range []struct {
		width         int
		here, leftOut []string
	}{
		{300, []string{"DOWNLOAD", "LIBC", "SHELL", "USER", "PULL"}, []string{"PACKAGES", "YOUR IMAGE", "SUPPORT UNTIL"}},
		{125, []string{"ON DISK", "PULL", "VERDICT"}, []string{"USER"}},
		{100, []string{"BASE", "ON DISK", "VERDICT", "WHY"}, []string{"USER", "SHELL", "DOWNLOAD", "LIBC"}},
		{60, []string{"BASE", "ON DISK", "VERDICT", "WHY"}, []string{"PULL"}},
	} {
		got := narrow(table(), c.width)
		for _, name := range c.here {
			if !slices.Contains(got[0], name) {
				t.Errorf("at %d there is no %s in %v", c.width, name, got[0])
			}
		}
		for _, name := range c.leftOut {
			if slices.Contains(got[0], name) {
				t.Errorf("at %d there is %s", c.width, name)
			}
		}
		wide := gap * (len(got[0]) - 1)
		for _, cell := range got[1] {
			wide += utf8.RuneCountInString(cell)
		}
		if c.width >= 100 && wide > c.width {
			t.Errorf("a line of %d at %d: %q", wide, c.width, got[1])
		}
	}
}
