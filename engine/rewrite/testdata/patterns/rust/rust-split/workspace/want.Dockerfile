FROM rust:1.80-bookworm AS builder
WORKDIR /src
COPY . .
# only the service
RUN --mount=type=cache,id=shop-target,target=/src/target,sharing=locked \
    CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release --locked -p api && \
    cp target/release/api-server /usr/local/bin/

FROM gcr.io/distroless/cc-debian12:nonroot
WORKDIR /src
COPY --from=builder /usr/local/bin/api-server /src/target/release/api-server
ENV RUST_LOG=info CARGO_TERM_COLOR=never
USER nonroot
ENTRYPOINT ["/src/target/release/api-server"]
CMD ["--port", "8080"]
