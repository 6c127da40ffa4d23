FROM rust:1.80-bookworm AS builder
WORKDIR /app
COPY . .
RUN --mount=type=cache,id=shop-target,target=/app/target,sharing=locked \
    CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release && \
    cp target/release/shop /usr/local/bin/

FROM debian:bookworm-slim
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get install -y --no-install-recommends git ca-certificates openssh-client
WORKDIR /app
COPY --from=builder /usr/local/bin/shop /app/target/release/shop
EXPOSE 8080
CMD ["./target/release/shop"]
