package rewrite

import (
	"slices"
	"testing"

	"lightship/engine/dockerfile"
	"lightship/engine/project"
)

// TestEveryRefusalSaysWhatToDoAndIsSaidOnce looks at what is refused in the Dockerfiles of all cases and of the corpus.
func TestEveryRefusalSaysWhatToDoAndIsSaidOnce(t *testing.T) {
	for name, s := range someTexts(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said := map[string]bool{}
			for _, f := range s.propose(t, s.source, nil).Findings {
				if f.Refused == "" {
					continue
				}
				if f.Next == "" {
					t.Errorf("%s says nothing of what to do: %s", f.Rule, f.Refused)
				}
				words := f.Rule + f.Title + f.Why + f.Refused + string(f.Severity)
				if said[words] {
					t.Errorf("%s says twice: %s", f.Rule, f.Refused)
				}
				said[words] = true
			}
		})
	}
}

// findingsOn proposes for a text in an empty project.
func findingsOn(t *testing.T, text string) []Finding {
	t.Helper()
	return proposeText(t, &project.Project{Dir: t.TempDir(), Name: "shop", Dockerfiles: []string{"Dockerfile"}}, []byte(text)).Findings
}

func TestWhatIsRefusedOfManyLinesAlikeIsOneFindingWithTheLines(t *testing.T) {
	found := findingsOn(t, `FROM debian:bookworm-slim
RUN <<EOF
apt-get update
apt-get install -y curl
EOF
RUN echo between
RUN <<EOF
apt-get update
apt-get install -y jq
EOF
CMD ["curl", "--version"]
`)
	found = slices.DeleteFunc(found, func(f Finding) bool { return f.Rule != "no-install-recommends" })
	if len(found) != 1 {
		t.Fatalf("got %d findings: %+v", len(found), found)
	}
	f := found[0]
	if want := []dockerfile.Lines{{First: 2, Last: 5}, {First: 7, Last: 10}}; !slices.Equal(f.Places(), want) {
		t.Errorf("places %v, want %v", f.Places(), want)
	}
	if f.Where() != "lines 2 and 7" {
		t.Errorf("said as %q", f.Where())
	}
}

func TestAReasonThatNamesItsLineIsSaidOnceOfAll(t *testing.T) {
	found := findingsOn(t, `FROM golang:1.26
WORKDIR /src
COPY . .
RUN frobnicate --all
RUN echo between
RUN frobnicate --all
RUN go mod init shop && go build -o /shop .
CMD ["/shop"]
`)
	i := slices.IndexFunc(found, func(f Finding) bool { return f.Rule == "go-split" && len(f.More) > 0 })
	if i < 0 {
		t.Fatalf("no finding of several lines in %+v", found)
	}
	if f := found[i]; f.Refused != "each runs frobnicate, whose effect on the program at run time is not known" || f.Where() != "lines 4 and 6" {
		t.Errorf("%s: %s", f.Where(), f.Refused)
	}
}

func TestWhereLinkCantBeWrittenIsOnlySaidWhenAskedFor(t *testing.T) {
	found := findingsOn(t, "FROM golang:1.26 AS build\nRUN go version > /v\nFROM alpine:3.22\nCOPY --from=build /v version\nCMD [\"cat\", \"version\"]\n")
	isLink := func(f Finding) bool { return f.Rule == "copy-link" && f.Refused != "" }
	if !slices.ContainsFunc(found, isLink) {
		t.Error("it is not there for who asks")
	}
	if slices.ContainsFunc(WithoutMinor(found), isLink) {
		t.Error("it is shown without being asked for")
	}
}
