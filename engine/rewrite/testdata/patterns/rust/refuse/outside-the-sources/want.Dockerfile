FROM rust:1
WORKDIR /app
COPY . .
COPY shop.toml /etc/shop.toml
RUN CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release
EXPOSE 8080
CMD ["./target/release/shop"]
