package build

import "testing"

func TestAStepsNameIsTakenApart(t *testing.T) {
	for name, want := range map[string]stepName{
		"[builder 2/5] RUN go build":                         {"builder", "RUN go build", 2, 5},
		"[stage-1  2/12] COPY --from=builder /out/app /app":  {"stage-1", "COPY --from=builder /out/app /app", 2, 12},
		"[ 3/10] WORKDIR /src":                               {"", "WORKDIR /src", 3, 10},
		"[1/2] COPY bin/sh /bin/sh":                          {"", "COPY bin/sh /bin/sh", 1, 2},
		"[linux/amd64 builder 1/5] FROM golang:1.22":         {"builder", "FROM golang:1.22", 1, 5},
		"[linux/amd64->arm64 2/5] RUN go build":              {"", "RUN go build", 2, 5},
		"[builder 2/5] RUN [ -e /a ] && echo \"[x 1/2] y\"":  {"builder", "RUN [ -e /a ] && echo \"[x 1/2] y\"", 2, 5},
		"[internal] load metadata for docker.io/golang:1.22": {},
		"exporting to oci image format":                      {},
	} {
		if got := parseName(name); got != want {
			t.Errorf("%q is %+v, want %+v", name, got, want)
		}
	}
}

const twoStages = `# syntax=docker/dockerfile:1
FROM golang:1.22 AS Builder
ENV CGO_ENABLED=0
WORKDIR /src
COPY . .
RUN go build \
    -o /out/app .

FROM scratch
LABEL a=b
COPY --from=builder /out/app /app
`

func TestAStepIsFoundInTheDockerfile(t *testing.T) {
	p := newPlaces(Request{Dockerfile: []byte(twoStages), DockerfileName: "Dockerfile"})
	for name, want := range map[string]int{
		"[builder 1/4] FROM docker.io/library/golang:1.22@sha256:12": 2,
		"[builder 2/4] WORKDIR /src":                                 4,
		"[builder 3/4] COPY . .":                                     5,
		"[builder 4/4] RUN go build     -o /out/app .":               6,
		"[stage-1 1/1] COPY --from=builder /out/app /app":            11,
		"[internal] load .dockerignore":                              0,
		"[builder 5/4] RUN more":                                     0,
		// The base has two ONBUILD triggers.
		"[builder 2/6] ONBUILD COPY . /src": 0,
		"[builder 4/6] WORKDIR /src":        4,
	} {
		if got := p.line(parseName(name)); got != want {
			t.Errorf("%q is on line %d, want %d", name, got, want)
		}
	}
}

func TestTheOnlyStageNeedsNoName(t *testing.T) {
	p := newPlaces(Request{Dockerfile: []byte("FROM a\nRUN b\n")})
	if got := p.line(parseName("[2/2] RUN b")); got != 2 {
		t.Errorf("line %d, want 2", got)
	}
}

func TestADockerfileThatCannotBeReadHasNoPlaces(t *testing.T) {
	if p := newPlaces(Request{Dockerfile: []byte("FORM a\n")}); p.line(parseName("[1/1] FROM a")) != 0 {
		t.Error("a line")
	}
}
