package rewrite

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/image"
	"lightship/engine/language"
)

// unclear is a Dockerfile with a RUN whose text does not tell what it writes.
const unclear = "FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN perl setup.pl\nRUN go build -o /app .\nCMD [\"/app\"]\n"

// proposedBy proposes for a Go program that was built to an image whose setup.pl did what made says.
func proposedBy(t *testing.T, made *image.Made) *Proposal {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module example.com/a\n\ngo 1.22\n", "main.go": "package main\n\nfunc main() {}\n", "setup.pl": "", "Dockerfile": unclear} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	p, _, err := language.All().Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	options := dockerfile.Options{Name: "Dockerfile", Platform: "linux/amd64"}
	f, err := dockerfile.Parse([]byte(unclear), options)
	if err != nil {
		t.Fatal(err)
	}
	in := Input{File: f, Options: options, Project: p, Candidates: bases.Catalogue(), Now: testDay()}
	if made != nil {
		made.CreatedBy = "RUN /bin/sh -c perl setup.pl # buildkit"
		in.Layers = &image.Layers{Digest: v1.Hash{Algorithm: "sha256", Hex: "a"}, Made: []image.Made{
			{CreatedBy: "COPY . . # buildkit"}, *made, {CreatedBy: "RUN /bin/sh -c go build -o /app . # buildkit", Files: []image.MadeFile{{Path: "/app"}}},
		}}
	}
	got, err := Propose(in)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestTheLayerOfARunDecidesWhereItsTextDoesNotTell(t *testing.T) {
	file := func(at string, change func(*image.MadeFile)) *image.Made {
		f := image.MadeFile{Path: at, Bytes: 3}
		if change != nil {
			change(&f)
		}
		return &image.Made{Files: []image.MadeFile{f}}
	}
	const slim = "debian:bookworm-slim"
	for _, c := range []struct {
		name    string
		made    *image.Made
		base    string
		wants   string
		refused string
	}{
		{"no image", nil, "", "", "runs perl, whose effect"},
		{"nothing", &image.Made{}, "gcr.io/distroless/static-debian12:nonroot", "FROM gcr.io/distroless/static-debian12:nonroot\n", ""},
		{"a file", file("/opt/words", nil), "gcr.io/distroless/static-debian12:nonroot", "COPY --from=builder /opt/words /opt/words\n", ""},
		{"a file of somebody", file("/opt/words", func(f *image.MadeFile) { f.UID, f.GID = 5, 6 }), slim, "COPY --from=builder --chown=5:6 /opt/words /opt/words\n", ""},
		{
			"a folder with what is in it", &image.Made{Files: []image.MadeFile{{Path: "/opt/d", Folder: true}, {Path: "/opt/d/a"}, {Path: "/opt/d/b"}}},
			slim, " /opt/d /opt/d\n", "",
		},
		{"a file beside the sources", file("/src/words.txt", nil), slim, "COPY --from=builder /src/words.txt /src/words.txt\n", ""},
		{"a cache", file("/root/.cache/x", nil), slim, "FROM " + slim + "\n", ""},
		{"a header", file("/usr/local/include/x.h", nil), slim, "FROM " + slim + "\n", ""},
		{"accounts", file("/etc/passwd", func(f *image.MadeFile) { f.Changed = true }), "", "", "changes /etc/passwd"},
		{"a library of the system", file("/usr/lib/libx.so.1", nil), "", "", "changes /usr/lib/libx.so.1"},
		{"a file of a package", file("/usr/lib/libx.so.1", func(f *image.MadeFile) { f.Packaged = true }), slim, "FROM " + slim + "\n", ""},
		{"a program with libraries", file("/usr/local/bin/x", func(f *image.MadeFile) { f.Needed = []string{"libc.so.6", "libfoo.so.1"} }), "", "", "needs libfoo.so.1"},
		{"a link", file("/usr/local/bin/x", func(f *image.MadeFile) { f.Link = "/opt/x/x" }), "", "", "links /usr/local/bin/x"},
		{"packages", &image.Made{Packages: []string{"ffmpeg"}, Manager: "apt"}, slim, "apt-get install -y --no-install-recommends ffmpeg\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := proposedBy(t, c.made)
			i := slices.IndexFunc(p.Changes, func(c Change) bool { return c.ID == "go-split" })
			if c.refused != "" {
				if i >= 0 && p.Changes[i].Default || !slices.ContainsFunc(p.Findings, func(f Finding) bool { return strings.Contains(f.Refused, c.refused) && f.ByLayer == (c.made == nil) }) {
					t.Errorf("changes %+v, findings %+v", p.Changes, p.Findings)
				}
				return
			}
			if i < 0 || !slices.Equal(p.Changes[i].Layers, []int{4}) || !strings.Contains(p.Changes[i].Why, "Line 4: its layer") {
				t.Fatalf("changes %+v\nfindings %+v", p.Changes, p.Findings)
			}
			after, err := p.After(p.defaults(), bases.Describe(c.base))
			if err != nil || !strings.Contains(string(after), c.wants) {
				t.Errorf("%v\n%s", err, after)
			}
		})
	}
}

func TestAProgramThatALayerLeftNeedsTheCLibraryThatItWasMadeWith(t *testing.T) {
	p := proposedBy(t, &image.Made{Files: []image.MadeFile{{Path: "/usr/local/bin/x", Interpreter: "/lib64/ld-linux-x86-64.so.2", Needed: []string{"libc.so.6"}}}})
	if program := p.Program(p.defaults()); program.Linkage != bases.DynamicGlibc {
		t.Errorf("%+v", program)
	}
}

func TestAnImageOfAnotherDockerfileTellsNothing(t *testing.T) {
	p := proposedBy(t, &image.Made{})
	in := p.in
	in.Layers = &image.Layers{Digest: v1.Hash{Algorithm: "sha256", Hex: "b"}, Made: []image.Made{{CreatedBy: "RUN /bin/sh -c perl setup.pl # buildkit"}}}
	other, err := Propose(in)
	if err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(other.Changes, func(c Change) bool { return c.ID == "go-split" && (c.Default || len(c.Layers) > 0) }) {
		t.Error("it is split by it")
	}
}
