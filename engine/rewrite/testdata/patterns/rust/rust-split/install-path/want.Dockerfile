FROM rust:1.80-slim-bookworm AS builder
WORKDIR /usr/src/shop
COPY . .
RUN --mount=type=cache,id=shop-target,target=/usr/src/shop/target,sharing=locked \
    CARGO_PROFILE_RELEASE_STRIP=symbols cargo install --path .

FROM gcr.io/distroless/cc-debian12:nonroot
WORKDIR /usr/src/shop
COPY --from=builder /usr/local/cargo/bin/shop /usr/local/bin/shop
USER nonroot
CMD ["shop"]
