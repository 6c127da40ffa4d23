# syntax=docker/dockerfile:1
ARG RUST=1.80
FROM rust:${RUST}-bookworm AS build
ARG VERSION=dev
ENV CARGO_TERM_COLOR=never \
    SHOP_VERSION=$VERSION
WORKDIR /app
COPY . .
RUN --mount=type=cache,id=shop-target,target=/app/target,sharing=locked \
    cargo build --release && strip target/release/shop && \
    cp target/release/shop /usr/local/bin/

FROM gcr.io/distroless/cc-debian12:nonroot
WORKDIR /app
COPY --from=build /usr/local/bin/shop /app/target/release/shop
ARG VERSION=dev
ENV SHOP_VERSION=$VERSION
LABEL org.opencontainers.image.title="shop"
EXPOSE 8080
STOPSIGNAL SIGINT
VOLUME /data
HEALTHCHECK CMD ["/app/target/release/shop", "--check"]
USER 1000:1000
CMD ["/app/target/release/shop"]
