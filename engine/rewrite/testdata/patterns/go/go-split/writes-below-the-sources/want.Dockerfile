FROM golang:1.22 AS builder
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \
    go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    date > internal/built.txt && CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o shop . && install -m 755 shop /usr/local/bin/ && strip shop

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /src
COPY --from=builder /usr/local/bin/shop /usr/local/bin/shop
USER nonroot
CMD ["shop"]
