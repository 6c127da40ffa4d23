FROM debian:trixie-slim
RUN apt-get update && apt-get install -y --no-install-recommends build-essential cmake
WORKDIR /src
COPY . .
RUN cmake -B build && cmake --build build
ENTRYPOINT ["/src/build/server"]
