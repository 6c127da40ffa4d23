FROM golang:1.22 AS builder
WORKDIR /srv
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \
    go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o shop .

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /srv
COPY --from=builder /srv/shop /srv/shop
COPY --from=builder /srv/templates /srv/templates
COPY config.yaml .
USER nonroot
CMD ["./shop"]
