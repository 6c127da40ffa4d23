FROM rust:1
WORKDIR /app
COPY . .
RUN CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release
HEALTHCHECK CMD curl -f http://localhost:8080/ || exit 1
CMD ["./target/release/shop"]
