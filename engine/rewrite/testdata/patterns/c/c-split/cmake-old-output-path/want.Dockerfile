FROM debian:trixie-slim AS builder
RUN apt-get update && apt-get install -y --no-install-recommends build-essential cmake
WORKDIR /src
COPY . .
RUN cmake -H. -B_build && cmake --build _build
RUN strip /src/_build/bin/greet

FROM gcr.io/distroless/base-debian13:nonroot
WORKDIR /src
COPY --from=builder /src/_build/bin/greet /src/_build/bin/greet
USER nonroot
ENTRYPOINT ["/src/_build/bin/greet"]
