FROM golang:1.22 AS builder
WORKDIR /src
COPY . .
RUN <<EOF
set -e
mkdir -p /etc/shop
echo "listen = 8080" > /etc/shop/shop.toml
printf 'a\n' | tee /etc/shop/words > /dev/null
touch /tmp/note && rm /tmp/note
EOF
RUN cat <<END > /etc/shop.env
LEVEL=info
END
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o shop .

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /src
COPY --from=builder /src/shop /src/shop
COPY --from=builder --chown=nonroot /etc/shop /etc/shop
COPY --from=builder /etc/shop.env /etc/shop.env
USER nonroot
CMD ["./shop"]
