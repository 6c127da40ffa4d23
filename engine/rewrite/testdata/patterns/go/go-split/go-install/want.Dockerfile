FROM golang:1.22 AS builder
WORKDIR /go/src/app
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \
    go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go install -trimpath -ldflags='-s -w' -v ./...

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /go/src/app
COPY --from=builder /go/bin/shop /usr/local/bin/shop
USER nonroot
CMD ["shop"]
