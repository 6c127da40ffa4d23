FROM rust:1.80-bookworm
WORKDIR /app
COPY . .
RUN CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release
EXPOSE 8080
CMD ["./target/release/shop"]
