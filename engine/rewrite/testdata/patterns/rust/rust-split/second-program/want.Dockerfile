FROM rust:1.85-trixie AS builder
WORKDIR /src
COPY . .
RUN --mount=type=cache,id=shop-target,target=/src/target,sharing=locked \
    CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release -p api && \
    cp target/release/api-server /usr/local/bin/
RUN --mount=type=cache,id=shop-target,target=/src/target,sharing=locked \
    CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release -p worker && \
    cp target/release/worker /usr/local/bin/

FROM gcr.io/distroless/cc-debian13:nonroot
WORKDIR /src
COPY --from=builder /usr/local/bin/worker /src/target/release/worker
COPY --from=builder /usr/local/bin/api-server /src/target/release/api-server
USER nonroot
CMD ["/src/target/release/worker"]
