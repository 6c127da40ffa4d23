package python

import "testing"

func TestAConstraintAllowsWhatItSurelyDoes(t *testing.T) {
	for _, c := range []struct {
		constraint, version string
		want                bool
	}{
		{"^3.11", "3.13", true},
		{"^3.11", "3.10", false},
		{"^3.11.4", "3.11", false},
		{"^3.11.4", "3.12", true},
		{">=3.10,<4.0", "3.13", true},
		{">= 3.10, < 3.13", "3.13", false},
		{">3.9", "3.9", false},
		{"<=3.12", "3.12", true},
		{"~3.12", "3.13", false},
		{"~=3.10", "3.13", true},
		{"3.12", "3.12", true},
		{"3.12.*", "3.12", true},
		{"==3.12.4", "3.12", false},
		{"!=3.9", "3.10", true},
		{"*", "3.13", true},
		{"^3", "3.13", true},
		{"^3.9 || ^3.11", "3.13", false},
		{"^2.7", "3.13", false},
		{"^3.11", "", false},
		{"three", "3.13", false},
	} {
		if got := allows(c.constraint, c.version); got != c.want {
			t.Errorf("%q allows %q: %v", c.constraint, c.version, got)
		}
	}
}
