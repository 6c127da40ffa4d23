# syntax=docker/dockerfile:1
FROM rust:1.80-bookworm AS build
WORKDIR /app
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/usr/local/cargo/git/db \
    --mount=type=cache,target=/app/target,sharing=locked \
    cargo build --release && strip -o /shop target/release/shop

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /shop /shop
ENTRYPOINT ["/shop"]
