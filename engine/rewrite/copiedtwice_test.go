package rewrite

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lightship/engine/project"
)

func TestLargeFilesThatACopyBringsToASecondPlaceAreTold(t *testing.T) {
	dir := t.TempDir()
	for name, size := range map[string]int64{"models/large": 2_000_000, "app.conf": 100, "videos/raw.mov": 2_000_000} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(path, size); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, ".dockerignore"), []byte("videos/*.mov\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	p := &project.Project{Dir: dir, Name: "shop", Dockerfiles: []string{"Dockerfile"}}
	text := "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCOPY app.conf /etc/app.conf\nCOPY models /srv/models\nCOPY videos /srv/videos\nCOPY models/large /app/models/large\nCMD [\"python\", \"app.py\"]\n"
	var told []string
	for _, f := range proposeText(t, p, []byte(text)).Findings {
		if f.Rule == "duplicate-copy" && f.Refused != "" {
			told = append(told, f.Refused)
			if f.Lines.First != 5 {
				t.Errorf("line %d: %s", f.Lines.First, f.Refused)
			}
		}
	}
	if len(told) != 1 || !strings.HasPrefix(told[0], "line 3 brings the same files to /app/models, ") {
		t.Errorf("%q", told)
	}
}
