FROM golang:1.22 AS builder
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \
    go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /shop .
RUN useradd -m shop

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /src
COPY --from=builder /shop /shop
USER nonroot
CMD ["/shop"]
