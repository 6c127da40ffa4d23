package session

import (
	"os"
	"path/filepath"
	"testing"
)

func TestAReportTakesThePlaceOfAnOlderReportAndOfNothingElse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report.json")
	write := func(text string) SavedFile {
		t.Helper()
		all, err := writeAll([]output{{path: path, data: []byte(text)}})
		if err != nil {
			t.Fatal(err)
		}
		return all[0]
	}
	older, newer := `{"schema": 1, "lightship_version": "1", "n": 1}`, `{"schema": 1, "lightship_version": "1", "n": 2}`
	if err := os.WriteFile(path, []byte(`{"mine": true}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if saved := write(older); saved.Backup != path+".bak" {
		t.Errorf("a file of the user's is kept as %q", saved.Backup)
	}
	if saved := write(newer); saved.Backup != "" {
		t.Errorf("an older report is kept as %q", saved.Backup)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != newer {
		t.Errorf("the report is %q, %v", data, err)
	}
}
