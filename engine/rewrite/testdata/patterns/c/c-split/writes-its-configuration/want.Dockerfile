FROM debian:bookworm-slim AS builder
RUN apt-get update && apt-get install -y --no-install-recommends build-essential libpq-dev
WORKDIR /src
COPY . .
RUN make && echo "words=/var/lib/words" > /etc/digest.conf && mkdir -m 777 /var/lib/words
RUN strip /src/digest

FROM debian:bookworm-slim
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get install -y --no-install-recommends libpq5
WORKDIR /src
COPY --from=builder /src/digest /src/digest
COPY --from=builder /etc/digest.conf /etc/digest.conf
COPY --from=builder --chown=65532:65532 /var/lib/words /var/lib/words
USER 65532:65532
ENTRYPOINT ["/src/digest"]
