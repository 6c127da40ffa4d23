FROM rust:1 AS builder
WORKDIR /app
COPY . .
COPY shop.toml /etc/shop.toml
RUN --mount=type=cache,id=shop-target,target=/app/target,sharing=locked \
    CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release && \
    cp target/release/shop /usr/local/bin/

FROM gcr.io/distroless/cc-debian13:nonroot
WORKDIR /app
COPY --from=builder /usr/local/bin/shop /app/target/release/shop
COPY --from=builder /etc/shop.toml /etc/shop.toml
EXPOSE 8080
USER nonroot
CMD ["./target/release/shop"]
