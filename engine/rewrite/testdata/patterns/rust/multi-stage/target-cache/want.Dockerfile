FROM rust:1.80-bookworm AS build
WORKDIR /app
COPY . .
RUN --mount=type=cache,id=shop-target,target=/app/target,sharing=locked \
    CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release && \
    cp target/release/shop /usr/local/bin/

FROM gcr.io/distroless/cc-debian12:nonroot
WORKDIR /
COPY --from=build /usr/local/bin/shop /usr/local/bin/shop
USER nonroot
CMD ["shop"]
