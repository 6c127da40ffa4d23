package main

import (
	"encoding/csv"
	"strings"
	"testing"
)

func TestWhatIsNotKnownOfABaseIsEmptyInCSV(t *testing.T) {
	var out strings.Builder
	lines := []baseLine{
		{Ref: "a", Download: -1, OnDisk: -1, Image: -1, Packages: -1, Reasons: []string{"b"}},
		{Ref: "scratch", Download: 0, OnDisk: 0, Image: 5, Pull: 0.15, Packages: 0, Reasons: []string{"b"}},
	}
	if err := writeBasesCSV(&out, lines); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for column, want := range map[string][2]string{
		"download_bytes": {"", "0"}, "on_disk_bytes": {"", "0"}, "image_bytes": {"", "5"}, "pull_seconds": {"", "0.150"}, "packages": {"", "0"},
	} {
		for i, name := range rows[0] {
			if name == column && (rows[1][i] != want[0] || rows[2][i] != want[1]) {
				t.Errorf("%s: %q and %q, want %q", column, rows[1][i], rows[2][i], want)
			}
		}
	}
}
