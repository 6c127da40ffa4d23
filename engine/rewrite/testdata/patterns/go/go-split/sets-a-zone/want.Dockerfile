FROM golang:1.26 AS builder
ENV TZ=America/Lima
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \
    go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /shop .

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /src
COPY --from=builder /shop /shop
ENV TZ=America/Lima
USER nonroot
CMD ["/shop"]
