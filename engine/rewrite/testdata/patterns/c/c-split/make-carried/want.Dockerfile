FROM debian:trixie-slim AS builder
RUN apt-get update && apt-get install -y --no-install-recommends build-essential libssl-dev zlib1g-dev
WORKDIR /src
COPY . .
RUN make
RUN strip /src/digest

FROM gcr.io/distroless/base-debian13:nonroot
WORKDIR /src
COPY --from=builder /src/digest /src/digest
USER nonroot
ENTRYPOINT ["/src/digest"]
