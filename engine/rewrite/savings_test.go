package rewrite

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/dockerfile"
	"lightship/engine/image"
	"lightship/engine/image/imagetest"
	"lightship/engine/project"
)

// built analyses an image of layers, the first of which is the base's.
func built(t *testing.T, layers ...imagetest.Layer) *image.Analysis {
	t.Helper()
	img := imagetest.Image(t, v1.Config{}, layers...)
	config, err := img.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	a, err := image.Analyze(t.Context(), img, image.Options{BaseDiffIDs: config.RootFS.DiffIDs[:1]})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// changeOf proposes for a Dockerfile in a folder, and returns one of the changes.
func changeOf(t *testing.T, id, dir, source string, before *image.Analysis) Change {
	t.Helper()
	f, err := dockerfile.Parse([]byte(source), dockerfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := Propose(Input{File: f, Project: &project.Project{Root: dir, Dir: dir}, Image: before})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range p.Changes {
		if c.ID == id {
			return c
		}
	}
	t.Fatalf("no %s among %+v", id, p.Findings)
	return Change{}
}

func TestWhatGoesOutOfALayerIsReadFromTheBeforeImage(t *testing.T) {
	base := imagetest.Layer{CreatedBy: "base", Files: map[string]string{"etc/os-release": "ID=debian"}}
	big := strings.Repeat("x", 70_000)
	for name, c := range map[string]struct {
		id, source string
		layers     []imagetest.Layer
		want       int64
	}{
		"files that a later layer deletes, and only those of the layer above": {
			"deleted-later", "FROM debian:bookworm-slim\nRUN make data\nRUN make more\nRUN rm -rf /data /old\nCMD [\"sh\"]\n",
			[]imagetest.Layer{
				{CreatedBy: "RUN /bin/sh -c make data # buildkit", Files: map[string]string{"old": big}},
				{CreatedBy: "RUN /bin/sh -c make more # buildkit", Files: map[string]string{"data/a": big, "data/b": "b"}},
				{CreatedBy: "RUN /bin/sh -c rm -rf /data /old # buildkit", Files: map[string]string{".wh.data": "", ".wh.old": ""}},
			},
			70_001,
		},
		"an archive": {
			"archive-left", "FROM debian:bookworm-slim\nRUN curl -fsSLo /tmp/tool.tgz https://example.com/tool.tgz && tar -xzf /tmp/tool.tgz -C /opt\nCMD [\"sh\"]\n",
			[]imagetest.Layer{{
				CreatedBy: "RUN /bin/sh -c curl -fsSLo /tmp/tool.tgz https://example.com/tool.tgz && tar -xzf /tmp/tool.tgz -C /opt # buildkit",
				Files:     map[string]string{"tmp/tool.tgz": big, "opt/tool": big + big},
			}},
			70_000,
		},
		"a package manager's cache": {
			"pip-cache-mount", "FROM python:3.13-slim\nRUN pip install flask\nCMD [\"sh\"]\n",
			[]imagetest.Layer{{
				CreatedBy: "RUN /bin/sh -c pip install flask # buildkit",
				Files:     map[string]string{"root/.cache/pip/http/a": big, "usr/local/lib/python3.13/site-packages/flask.py": "f"},
			}},
			70_000,
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if got := changeOf(t, c.id, dir, c.source, nil); got.SavesBytes != 0 || got.Estimate {
				t.Errorf("without an image: %+v", got)
			}
			if got := changeOf(t, c.id, dir, c.source, built(t, append([]imagetest.Layer{base}, c.layers...)...)); got.SavesBytes != c.want || got.Estimate {
				t.Errorf("with an image: %+v, want %d bytes", got, c.want)
			}
		})
	}
}

func TestTheIgnoreFileSaysWhatIsNoLongerSent(t *testing.T) {
	dir := t.TempDir()
	for name, size := range map[string]int{
		".git/objects/pack": 5000, "node_modules/a/index.js": 700, "sub/node_modules/b.js": 30, "index.js": 11, ".idea/workspace.xml": 2,
	} {
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, make([]byte, size), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const source = "FROM node:22-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD [\"node\", \"index.js\"]\n"
	if c := changeOf(t, Dockerignore, dir, source, nil); c.SavesContext != 5702 {
		t.Errorf("%+v, want 5702 bytes: modules below the root may be kept with the sources", c)
	}
	if err := os.WriteFile(filepath.Join(dir, ".dockerignore"), []byte(".git\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if c := changeOf(t, Dockerignore, dir, source, nil); c.SavesContext < 702 || c.SavesContext > 770 {
		t.Errorf("with a part ignored: %+v, want 702 bytes and the ignore file's own", c)
	}
}
