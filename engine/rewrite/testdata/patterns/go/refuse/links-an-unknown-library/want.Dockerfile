FROM golang:1.22-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends libvips-dev
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \
    go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    go build -trimpath -ldflags='-s -w' -o /usr/local/bin/shop .
CMD ["shop"]
