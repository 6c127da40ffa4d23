FROM golang:1.22 AS builder
ENV GOCACHE=/cache/build GOMODCACHE=/cache/mod
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/cache/mod \
    go mod download
COPY . .
RUN --mount=type=cache,target=/cache/mod --mount=type=cache,target=/cache/build \
    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /shop .

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /src
COPY --from=builder /shop /shop
USER nonroot
CMD ["/shop"]
