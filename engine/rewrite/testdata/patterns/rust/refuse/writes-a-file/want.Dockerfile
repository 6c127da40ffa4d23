FROM rust:1
WORKDIR /app
COPY . .
RUN echo "port = 8080" > /etc/shop.toml
RUN CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release
EXPOSE 8080
CMD ["./target/release/shop"]
