FROM rust:1.80-bookworm
WORKDIR /app
COPY backend .
RUN cargo build --release
CMD ["/app/target/release/shop"]
