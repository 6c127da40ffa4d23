package report

import (
	"os"
	"path/filepath"
	"testing"
)

func TestLightshipsOwnReportsAreTold(t *testing.T) {
	for _, name := range []string{"report.html", "report.json"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		if !IsOwn(data) {
			t.Errorf("%s is not told to be a report", name)
		}
	}
	for _, other := range []string{
		"", "{}", `{"schema": 1}`, `{"lightship_version": "1", "schema": "x"}`, "FROM scratch\n",
		`<html><meta name="generator" content="Hugo 0.1">Lightship</html>`,
	} {
		if IsOwn([]byte(other)) {
			t.Errorf("%q is told to be a report", other)
		}
	}
}
