FROM golang:1.22 AS builder
RUN mkdir -p /var/lib/shop /var/log/shop && date > /var/log/build.log && cp /usr/share/zoneinfo/Europe/Berlin /etc/localtime
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \
    go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o shop .

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /src
COPY --from=builder /src/shop /src/shop
COPY --from=builder --chown=nonroot /var/lib/shop /var/lib/shop
COPY --from=builder --chown=nonroot /var/log/shop /var/log/shop
COPY --from=builder /etc/localtime /etc/localtime
USER nonroot
CMD ["./shop"]
