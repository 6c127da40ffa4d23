FROM debian:bookworm
RUN apt-get update && apt-get install -y --no-install-recommends build-essential
WORKDIR /src
COPY . .
RUN make CFLAGS=-fsanitize=undefined LDFLAGS=-fsanitize=undefined
ENTRYPOINT ["/src/digest"]
