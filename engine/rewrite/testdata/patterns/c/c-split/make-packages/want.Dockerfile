FROM debian:bookworm-slim AS builder
RUN apt-get update && apt-get install -y --no-install-recommends build-essential libpq-dev
WORKDIR /src
COPY . .
RUN make
RUN strip /src/digest

FROM debian:bookworm-slim
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get install -y --no-install-recommends libpq5
WORKDIR /src
COPY --from=builder /src/digest /src/digest
USER 65532:65532
ENTRYPOINT ["/src/digest"]
