FROM golang:1.22 AS builder
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \
    go mod download
COPY . .
ENV CGO_ENABLED=0
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build ["go", "build", "-o", "/shop", "."]

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /src
COPY --from=builder /shop /shop
USER nonroot
CMD ["/shop", "serve"]
