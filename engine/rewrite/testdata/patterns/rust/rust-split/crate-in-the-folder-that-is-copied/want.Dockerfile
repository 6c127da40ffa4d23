FROM rust:1.80-bookworm AS builder
WORKDIR /app
COPY backend .
RUN --mount=type=cache,id=shop-target,target=/app/target,sharing=locked \
    CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release && \
    cp target/release/shop /usr/local/bin/

FROM gcr.io/distroless/cc-debian12:nonroot
WORKDIR /app
COPY --from=builder /usr/local/bin/shop /app/target/release/shop
USER nonroot
CMD ["/app/target/release/shop"]
