FROM debian:bookworm AS builder
RUN apt-get update && apt-get install -y --no-install-recommends cmake g++ make
WORKDIR /src
COPY . .
RUN cmake -B build -DCMAKE_BUILD_TYPE=Release && cmake --build build
RUN strip /src/build/server

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=builder /src/build/server /server
EXPOSE 7000
USER 1000:1000
ENTRYPOINT ["/server"]
CMD ["--port", "7000"]
