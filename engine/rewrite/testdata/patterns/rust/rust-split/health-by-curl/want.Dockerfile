FROM rust:1 AS builder
WORKDIR /app
COPY . .
RUN --mount=type=cache,id=shop-target,target=/app/target,sharing=locked \
    CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release && \
    cp target/release/shop /usr/local/bin/

FROM debian:trixie-slim
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get install -y --no-install-recommends curl
WORKDIR /app
COPY --from=builder /usr/local/bin/shop /app/target/release/shop
HEALTHCHECK CMD curl -f http://localhost:8080/ || exit 1
USER 65532:65532
CMD ["./target/release/shop"]
