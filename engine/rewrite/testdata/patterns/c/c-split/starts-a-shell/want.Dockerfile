FROM debian:trixie-slim AS builder
RUN apt-get update && apt-get install -y --no-install-recommends build-essential
WORKDIR /src
COPY . .
RUN make
RUN strip /src/digest

FROM debian:trixie-slim
WORKDIR /src
COPY --from=builder /src/digest /src/digest
USER 65532:65532
ENTRYPOINT ["/src/digest"]
