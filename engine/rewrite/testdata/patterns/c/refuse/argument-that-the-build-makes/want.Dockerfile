FROM debian:bookworm
RUN apt-get update && apt-get install -y gcc make libc6-dev
WORKDIR /src
COPY . .
RUN make && sha256sum digest > digest.sha256
CMD ["/src/digest", "--verify", "digest.sha256"]
