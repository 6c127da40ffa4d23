FROM rust:1.85-trixie
WORKDIR /src
COPY . .
RUN CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release -p api
RUN CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release -p worker
CMD ["/src/target/release/worker"]
