FROM rust:1.80-bookworm
WORKDIR /app
COPY backend .
COPY deploy /etc/shop
RUN cargo build --release
CMD ["/app/target/release/shop"]
