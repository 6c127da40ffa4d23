FROM debian:bookworm AS builder
RUN apt-get update && apt-get install -y --no-install-recommends build-essential
WORKDIR /src
COPY . .
RUN make && install -s digest /usr/local/bin/digest

FROM gcr.io/distroless/base-debian12:nonroot
WORKDIR /src
COPY --from=builder /usr/local/bin/digest /usr/local/bin/digest
USER nonroot
ENTRYPOINT ["digest"]
