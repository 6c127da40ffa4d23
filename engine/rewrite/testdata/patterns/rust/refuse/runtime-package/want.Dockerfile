FROM rust:1
RUN apt-get update && apt-get install -y ffmpeg
WORKDIR /app
COPY . .
RUN CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release
EXPOSE 8080
CMD ["./target/release/shop"]
