FROM golang:1.22-bookworm AS builder
RUN apt-get update && apt-get install -y --no-install-recommends libvips-dev
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \
    go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    go build -trimpath -ldflags='-s -w' -o /usr/local/bin/shop .

FROM debian:bookworm-slim
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get install -y --no-install-recommends libvips-dev
WORKDIR /src
COPY --from=builder /usr/local/bin/shop /usr/local/bin/shop
USER 65532:65532
CMD ["shop"]
