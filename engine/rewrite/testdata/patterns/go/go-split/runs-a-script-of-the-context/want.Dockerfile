FROM golang:1.22 AS builder
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    sh scripts/prepare.sh && CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o shop .

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /src
COPY --from=builder /src/shop /src/shop
COPY --from=builder --chown=nonroot /etc/shop /etc/shop
USER nonroot
CMD ["./shop"]
