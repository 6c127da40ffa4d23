FROM rust:1 AS builder
WORKDIR /app
COPY . .
RUN mkdir -p /etc/shop && cp conf/shop.toml /etc/shop/ && install -d -m 1777 /var/spool/shop
RUN --mount=type=cache,id=shop-target,target=/app/target,sharing=locked \
    CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release && \
    cp target/release/shop /usr/local/bin/

FROM gcr.io/distroless/cc-debian13:nonroot
WORKDIR /app
COPY --from=builder /usr/local/bin/shop /app/target/release/shop
COPY --from=builder --chown=nonroot /etc/shop /etc/shop
COPY --from=builder --chown=nonroot /var/spool/shop /var/spool/shop
EXPOSE 8080
USER nonroot
CMD ["./target/release/shop"]
