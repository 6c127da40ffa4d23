FROM rust:1.80-bookworm AS builder
RUN apt-get update && apt-get install -y --no-install-recommends musl-tools && rm -rf /var/lib/apt/lists/*
RUN rustup target add x86_64-unknown-linux-musl
WORKDIR /app
COPY . .
RUN --mount=type=cache,id=shop-target,target=/app/target,sharing=locked \
    CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release --target x86_64-unknown-linux-musl && \
    cp target/x86_64-unknown-linux-musl/release/shop /usr/local/bin/

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /app
COPY --from=builder /usr/local/bin/shop /app/target/x86_64-unknown-linux-musl/release/shop
USER nonroot
ENTRYPOINT ["/app/target/x86_64-unknown-linux-musl/release/shop"]
