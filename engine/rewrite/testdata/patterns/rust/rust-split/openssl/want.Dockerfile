FROM rust:1.80-slim-bookworm AS builder
RUN apt-get update && apt-get install -y --no-install-recommends pkg-config libssl-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY . .
RUN --mount=type=cache,id=shop-target,target=/app/target,sharing=locked \
    CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release && \
    cp target/release/shop /usr/local/bin/

FROM gcr.io/distroless/cc-debian12:nonroot
WORKDIR /app
COPY --from=builder /usr/local/bin/shop /app/target/release/shop
USER nonroot
CMD ["/app/target/release/shop"]
