FROM debian:bookworm AS builder
RUN apt-get update && apt-get install -y g++ cmake make
ARG BUILD_TYPE=Debug
WORKDIR /src
COPY . .
RUN cmake -B build -DCMAKE_BUILD_TYPE=${BUILD_TYPE} && cmake --build build

FROM gcr.io/distroless/cc-debian12:nonroot
WORKDIR /src
COPY --from=builder /src/build/server /src/build/server
USER nonroot
CMD ["/src/build/server"]
