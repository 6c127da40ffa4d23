FROM debian:bookworm AS builder
RUN apt-get update && apt-get install -y --no-install-recommends cmake g++ make
WORKDIR /src
COPY . .
RUN cmake -B build -DCMAKE_BUILD_TYPE=Release && cmake --build build
RUN strip /src/build/server

FROM gcr.io/distroless/cc-debian12:nonroot
WORKDIR /src
COPY --from=builder /src/build/server /src/build/server
EXPOSE 7000
USER 1000:1000
CMD ["./build/server", "--port", "7000"]
