package pages

import (
	"strings"
	"testing"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/language/golang"
	"lightship/engine/project"
	"lightship/engine/rewrite"
	"lightship/engine/session"
	"lightship/engine/stagegraph"
)

const naiveText = `# the shop API
FROM golang:1.22
WORKDIR /src
COPY . .
RUN go build -o app .
EXPOSE 8080
CMD ["./app"]
`

const splitText = `# the shop API
FROM golang:1.22 AS builder
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \
    go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /out/app .

FROM debian:bookworm AS certs
RUN apt-get update && apt-get install -y ca-certificates

FROM node:20-alpine AS docs
COPY docs /docs
RUN npm run build

FROM gcr.io/distroless/static-debian12:nonroot AS final
COPY --from=builder /out/app /app
COPY --from=certs /etc/ssl /etc/ssl
EXPOSE 8080
ENTRYPOINT ["/app"]
`

// viewOf reads a text as a session does.
func viewOf(t testing.TB, text string) *session.View {
	t.Helper()
	file, err := dockerfile.Parse([]byte(text), dockerfile.Options{Name: "Dockerfile", Platform: "linux/amd64"})
	if err != nil {
		t.Fatal(err)
	}
	graph, err := stagegraph.New(file, "")
	if err != nil {
		t.Fatal(err)
	}
	return &session.View{Text: []byte(text), File: file, Graph: graph, Layout: stagegraph.Place(graph)}
}

// openProject is a project with a plan.
func openProject(t testing.TB) *session.Snapshot {
	t.Helper()
	before, after := viewOf(t, naiveText), viewOf(t, splitText)
	after.Notes = map[string]session.NodeNote{
		"image:golang:1.22":                               {Download: 299e6, OnDisk: 823e6},
		"image:debian:bookworm":                           {Download: 28e6, OnDisk: 76e6, StandIn: "made from Debian packages"},
		"image:gcr.io/distroless/static-debian12:nonroot": {Download: 8e5, OnDisk: 2e6},
		"stage:0": {Download: -1, OnDisk: 715e6, Seconds: 11.3},
		"stage:3": {Download: 28e5, OnDisk: 96e5},
	}
	change := func(id string, group rewrite.Group, title, why string, bytes int64, seconds float64, on bool) session.Switch {
		return session.Switch{Change: rewrite.Change{
			ID: id, Group: group, Title: title, Why: why, SavesBytes: bytes, SavesSeconds: seconds,
			Lines: dockerfile.Lines{First: 2, Last: 5},
		}, On: on}
	}
	pin := change("pin-base", rewrite.Safety, "Pin bases by digest", "Rebuilds give the same image until you update the digest.", 0, 0, false)
	pin.Blocked = "Turn on “Build in one stage, ship from another” first."
	return &session.Snapshot{
		Number: 7, Project: &project.Project{Root: "/home/ada/shop-api", Dir: "/home/ada/shop-api", Name: "shop-api", Dockerfiles: []string{"Dockerfile"}, Sources: []project.Sources{&golang.Module{Module: "example.com/shop"}}},
		Dockerfile: "Dockerfile", Targets: []string{"builder", "final"}, Platform: "linux/amd64", Before: before, After: after, CanUndo: true,
		Changes: []session.Switch{
			change("go-split", rewrite.Size, "Build in one stage, ship from another", "The image carries gcc, git and the Go toolchain; only /src/app is run.", 735e6, 0, true),
			change("go-trim", rewrite.Size, "Trim symbols (-s -w, -trimpath)", "Stack traces keep their function names.", 46e5, 0, true),
			change("go-download", rewrite.Speed, "Download modules before copying sources", "A source change no longer downloads modules again.", 0, 9, true),
			change("go-cache", rewrite.Speed, "Cache mounts for modules and builds", "They persist between builds and never enter the image.", 0, 16, true),
			pin,
		},
		Findings: []rewrite.Finding{{
			Rule: "user", Title: "The program runs as root", Lines: dockerfile.Lines{First: 7, Last: 7},
			Refused: "It listens on port 80, which other users may not open on every system.",
		}},
		Bases: []session.BaseRow{
			{Base: bases.Base{Ref: "gcr.io/distroless/static-debian12:nonroot"}, Image: 96e5},
			{Base: bases.Base{Ref: "golang:1.22"}, Image: 831e6, Current: true},
		},
		Base:    "gcr.io/distroless/static-debian12:nonroot",
		Context: project.ContextSize{Bytes: 96e6, Files: 412, Done: true, Largest: []project.Part{{Path: ".git", Bytes: 88e6}}},
		Recent:  []string{"/home/ada/shop-api", "/home/ada/Projekte/größer & schöner", "/srv/" + strings.Repeat("very-long-name/", 12) + "end"},
	}
}

// brokenProject has a Dockerfile with a line that can't be read.
func brokenProject(t testing.TB) *session.Snapshot {
	t.Helper()
	n := openProject(t)
	n.Before = &session.View{Text: []byte("FROM golang:1.22\nWORKDIR /src\nCOPPY . .\nRUN go build -o app .\n")}
	n.After, n.Changes, n.Findings, n.CanUndo = nil, nil, nil, false
	n.Problem = &session.Problem{
		Title: "Dockerfile can't be read at line 3", Detail: "unknown instruction: COPPY (did you mean COPY?)",
		Next: "Mend this line and open the folder again.", Dockerfile: "Dockerfile", Line: 3,
	}
	return n
}

// cleanProject has nothing to gain.
func cleanProject(t testing.TB) *session.Snapshot {
	t.Helper()
	n := openProject(t)
	n.Before, n.After, n.Changes, n.Findings, n.CanUndo = viewOf(t, splitText), nil, nil, nil, false
	return n
}

// loadingProject is a project whose Dockerfile is still being read.
func loadingProject(t testing.TB) *session.Snapshot {
	t.Helper()
	n := cleanProject(t)
	n.Before, n.Job = nil, &session.Job{Kind: session.Opening, Name: "Open shop-api", Step: "Read Dockerfile", Fraction: -1}
	return n
}

// largeProject has many stages with long names.
func largeProject(t testing.TB) *session.Snapshot {
	t.Helper()
	var b strings.Builder
	b.WriteString("FROM registry.example.com/teams/platform/golang-with-everything:1.22-bookworm-2026.11 AS base\n")
	for i := range 12 {
		b.WriteString("FROM base AS service-with-quite-a-long-name-" + string(rune('a'+i)) + "\n")
		b.WriteString("RUN --mount=type=bind,from=base,source=/src make --directory=/src/services/" + strings.Repeat("deep/", 20) + "\n")
	}
	b.WriteString("FROM scratch\n")
	for i := range 12 {
		b.WriteString("COPY --from=service-with-quite-a-long-name-" + string(rune('a'+i)) + " /out/some/long/path/to/a/binary-" + string(rune('a'+i)) + " /bin/\n")
	}
	n := openProject(t)
	n.Before = viewOf(t, b.String())
	n.After = viewOf(t, b.String()+"USER 65532\n")
	for i := range n.Changes {
		n.Changes[i].Title = strings.Repeat("A long title of a change ", 4)
		n.Changes[i].Why = strings.Repeat("It is said at length why this is better than before. ", 5)
	}
	return n
}
