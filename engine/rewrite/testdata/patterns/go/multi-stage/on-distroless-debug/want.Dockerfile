FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \
    go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /out/shop .

FROM gcr.io/distroless/base-debian12:debug
COPY --from=build /out/shop /usr/local/bin/shop
USER nonroot
ENTRYPOINT ["/usr/local/bin/shop"]
