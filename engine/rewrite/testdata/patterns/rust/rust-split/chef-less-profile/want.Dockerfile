FROM rust:1.80-bookworm AS builder
WORKDIR /app
COPY . .
RUN --mount=type=cache,id=shop-target,target=/app/target,sharing=locked \
    CARGO_PROFILE_PROD_SMALL_STRIP=symbols cargo build --profile prod-small && \
    install -m 0755 target/prod-small/shop /usr/bin/shop

FROM gcr.io/distroless/cc-debian12:nonroot
WORKDIR /app
COPY --from=builder /usr/bin/shop /usr/local/bin/shop
USER nonroot
CMD ["shop", "serve"]
