FROM debian:bookworm AS builder
RUN apt-get update && apt-get install -y --no-install-recommends build-essential cmake
WORKDIR /src
COPY . .
RUN cmake -B build && cmake --build build

FROM gcr.io/distroless/base-debian12:nonroot
WORKDIR /src
COPY --from=builder /src/build/server /src/build/server
USER nonroot
ENTRYPOINT ["/src/build/server"]
