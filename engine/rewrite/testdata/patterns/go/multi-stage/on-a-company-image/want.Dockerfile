FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \
    go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /out/shop .

FROM registry.acme.example/platform/run:2024
COPY --from=build /out/shop /usr/local/bin/shop
ENTRYPOINT ["/usr/local/bin/shop"]
