# syntax=docker/dockerfile:1
# check=skip=JSONArgsRecommended

# --- the shop ---
FROM golang:1.22 AS builder
WORKDIR /src

COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \
      go mod download
# sources, all of them
COPY . .

# build it
RUN --mount=type=cache,target=/go/pkg/mod \
      --mount=type=cache,target=/root/.cache/go-build \
      CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' \
      # the flags
      -tags netgo \
      -o /out/shop \
      ./cmd/shop

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /src
COPY --from=builder /out/shop /out/shop

# who listens
EXPOSE 8080

USER nonroot
# and off it goes
CMD ["/out/shop"]
# the end
