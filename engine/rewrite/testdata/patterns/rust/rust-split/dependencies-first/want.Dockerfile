FROM rust:1.80-bookworm AS builder
WORKDIR /app
COPY Cargo.toml Cargo.lock ./
RUN mkdir src && echo "fn main() {}" > src/main.rs && CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release && rm -rf src
COPY src ./src
RUN touch src/main.rs && CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release

FROM gcr.io/distroless/cc-debian12:nonroot
WORKDIR /app
COPY --from=builder /app/target/release/shop /app/target/release/shop
USER nonroot
CMD ["./target/release/shop"]
