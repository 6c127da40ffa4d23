FROM rust:1 AS builder
WORKDIR /app
COPY . .
RUN --mount=type=cache,id=shop-target,target=/app/target,sharing=locked \
    date > build-date.txt && CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release && \
    cp target/release/shop /usr/local/bin/

FROM gcr.io/distroless/cc-debian13:nonroot
WORKDIR /app
COPY --from=builder /usr/local/bin/shop /app/target/release/shop
COPY --from=builder /app/build-date.txt /app/build-date.txt
EXPOSE 8080
USER nonroot
CMD ["./target/release/shop"]
