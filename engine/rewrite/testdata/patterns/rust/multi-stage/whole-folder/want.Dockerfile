FROM rust:1.80-bookworm AS build
WORKDIR /app
COPY . .
RUN CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release

FROM debian:bookworm-slim
COPY --from=build /app/target/release /srv
USER 65532:65532
CMD ["/srv/shop"]
