FROM gcc:13-bookworm AS builder
WORKDIR /src
COPY . .
RUN gcc -O2 -static -o digest digest.c && strip digest

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /src
COPY --from=builder /src/digest /src/digest
USER nonroot
CMD ["/src/digest"]
