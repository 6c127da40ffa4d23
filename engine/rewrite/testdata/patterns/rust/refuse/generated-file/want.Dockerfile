FROM rust:1
WORKDIR /app
COPY . .
RUN date > build-date.txt && CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release
EXPOSE 8080
CMD ["./target/release/shop"]
