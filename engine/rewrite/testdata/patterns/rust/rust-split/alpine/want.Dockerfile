FROM rust:1.80-alpine3.20 AS builder
RUN apk add --no-cache musl-dev
WORKDIR /app
COPY Cargo.toml ./
COPY src src
RUN --mount=type=cache,id=shop-target,target=/app/target,sharing=locked \
    CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release && cp target/release/shop /usr/local/bin/shop

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /app
COPY --from=builder /usr/local/bin/shop /usr/local/bin/shop
USER nonroot
CMD ["shop"]
