FROM rust:1.85-trixie AS builder
WORKDIR /src
COPY . .
RUN --mount=type=cache,id=shop-target,target=/src/target,sharing=locked \
    CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release --workspace && \
    cp target/release/worker /usr/local/bin/

FROM gcr.io/distroless/cc-debian13:nonroot
WORKDIR /src
COPY --from=builder /usr/local/bin/worker /src/target/release/worker
USER nonroot
CMD ["/src/target/release/worker"]
