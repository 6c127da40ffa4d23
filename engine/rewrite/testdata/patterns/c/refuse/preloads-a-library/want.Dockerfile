FROM debian:bookworm
RUN apt-get update && apt-get install -y gcc make libc6-dev
WORKDIR /src
COPY . .
RUN make
ENV LD_PRELOAD=/src/libhook.so
CMD ["/src/digest"]
