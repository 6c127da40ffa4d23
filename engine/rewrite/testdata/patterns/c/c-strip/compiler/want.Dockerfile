FROM gcc:13-bookworm AS builder
WORKDIR /src
COPY . .
RUN gcc -g -O2 -o digest digest.c
RUN ln -s /src/digest /usr/local/bin/sum && make -s help || true
RUN strip /src/digest

FROM gcr.io/distroless/base-debian12:nonroot
WORKDIR /src
COPY --from=builder /src/digest /src/digest
USER nonroot
CMD ["/src/digest"]
