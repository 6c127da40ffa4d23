FROM rust:1
WORKDIR /app
COPY . .
RUN CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release
ONBUILD COPY . /data
CMD ["./target/release/shop"]
