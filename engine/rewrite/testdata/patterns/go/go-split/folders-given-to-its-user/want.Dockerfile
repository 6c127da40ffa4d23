FROM golang:1.22 AS builder
WORKDIR /srv
COPY . .
RUN groupadd -r shop && useradd -r -g shop shop
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /usr/local/bin/shop . && mkdir -p uploads /var/lib/shop/cache && chown -R shop:shop uploads /var/lib/shop
RUN chmod 700 /var/lib/shop/cache

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /srv
COPY --from=builder /usr/local/bin/shop /usr/local/bin/shop
COPY --from=builder --chown=nonroot /srv/uploads /srv/uploads
COPY --from=builder --chown=nonroot /var/lib/shop /var/lib/shop
USER nonroot
CMD ["shop"]
