FROM rust:1.80-bookworm
WORKDIR /app
COPY . .
RUN CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release
CMD ["cargo", "run", "--release"]
