FROM debian:bookworm AS builder
RUN apt-get update && apt-get install -y --no-install-recommends build-essential
WORKDIR /src
COPY . .
RUN make && mv digest /usr/local/bin/sum
RUN strip /usr/local/bin/sum

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /src
COPY --from=builder /usr/local/bin/sum /usr/local/bin/sum
USER nonroot
ENTRYPOINT ["sum"]
