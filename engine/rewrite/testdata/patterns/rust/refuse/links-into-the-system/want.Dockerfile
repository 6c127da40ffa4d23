FROM rust:1
WORKDIR /app
COPY . .
RUN CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release
RUN ln -s /app/share /usr/share/shop
CMD ["./target/release/shop"]
