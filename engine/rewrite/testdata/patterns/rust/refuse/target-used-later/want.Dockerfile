FROM rust:1.80-bookworm AS builder
WORKDIR /app
COPY . .
RUN CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release
RUN mv target/release/shop /usr/local/bin/

FROM gcr.io/distroless/cc-debian12:nonroot
WORKDIR /app
COPY --from=builder /usr/local/bin/shop /usr/local/bin/shop
USER nonroot
CMD ["shop"]
