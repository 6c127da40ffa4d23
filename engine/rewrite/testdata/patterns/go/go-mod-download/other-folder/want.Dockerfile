FROM golang:1.22 AS builder
COPY go.mod go.sum /build/
RUN --mount=type=cache,target=/go/pkg/mod \
    cd /build && go mod download
COPY . /build
WORKDIR /build
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /shop .

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /build
COPY --from=builder /shop /shop
USER nonroot
CMD ["/shop"]
