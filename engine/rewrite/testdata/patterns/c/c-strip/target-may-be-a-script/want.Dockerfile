FROM debian:bookworm AS builder
RUN apt-get update && apt-get install -y --no-install-recommends build-essential
WORKDIR /src
COPY . .
RUN make

FROM gcr.io/distroless/base-debian12:nonroot
WORKDIR /src
COPY --from=builder /src/start /src/start
USER nonroot
ENTRYPOINT ["/src/start"]
