package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/tarball"

	"lightship/engine/image/imagetest"
)

func TestRewriteTakesWhatARunWroteFromAnImage(t *testing.T) {
	for _, folder := range []string{"XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"} {
		t.Setenv(folder, t.TempDir())
	}
	dir := projectOf(t, map[string]string{
		"go.mod": "module example.com/a\n\ngo 1.22\n", "main.go": "package main\n\nfunc main() {}\n",
		"Dockerfile": "FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN perl setup.pl\nRUN go build -o /app .\nCMD [\"/app\"]\n",
	})
	saved := func(files map[string]string, lines ...string) string {
		layers := make([]imagetest.Layer, 0, len(lines))
		for _, line := range lines {
			layers = append(layers, imagetest.Layer{CreatedBy: line, Files: files})
		}
		at := filepath.Join(t.TempDir(), "image.tar")
		if err := tarball.WriteToFile(at, name.MustParseReference("shop:1"), imagetest.Image(t, v1.Config{}, layers...)); err != nil {
			t.Fatal(err)
		}
		return at
	}
	build, setup := "RUN /bin/sh -c go build -o /app . # buildkit", "RUN /bin/sh -c perl setup.pl # buildkit"
	for _, c := range []struct {
		name, image, wants, says string
	}{
		{"its own", saved(map[string]string{"opt/words": "one"}, setup, build), "COPY --from=builder /opt/words /opt/words\n", ""},
		{"another one", saved(map[string]string{"opt/words": "one"}, build), "RUN perl setup.pl\n", "tells nothing of this Dockerfile"},
	} {
		out, errs, code := call(t, "rewrite", dir, "--from-image", c.image)
		if code != 0 || !strings.Contains(out, c.wants) || !strings.Contains(errs, c.says) {
			t.Errorf("%s: %d\n%s\n%s", c.name, code, out, errs)
		}
	}
	if _, errs, code := call(t, "rewrite", dir, "--from-image", filepath.Join(dir, "go.mod")); code != 3 {
		t.Errorf("a file that is no image: %d\n%s", code, errs)
	}
}
