FROM rust:1.85-trixie
WORKDIR /src
COPY . .
RUN CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release --bin api-server --bin worker
CMD ["/src/target/release/worker"]
