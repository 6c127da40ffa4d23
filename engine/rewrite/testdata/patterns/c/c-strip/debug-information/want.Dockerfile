FROM debian:bookworm AS builder
RUN apt-get update && apt-get install -y --no-install-recommends build-essential
WORKDIR /src
COPY . .
RUN make
RUN strip /src/digest

FROM gcr.io/distroless/base-debian12:nonroot
WORKDIR /src
COPY --from=builder /src/digest /src/digest
USER nonroot
ENTRYPOINT ["/src/digest"]
