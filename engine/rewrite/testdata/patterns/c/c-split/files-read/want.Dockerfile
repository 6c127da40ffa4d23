FROM debian:trixie-slim AS builder
RUN apt-get update && apt-get install -y --no-install-recommends build-essential
WORKDIR /src
COPY . .
RUN make
RUN strip /src/digest

FROM gcr.io/distroless/base-debian13:nonroot
WORKDIR /src
COPY --from=builder /src/digest /src/digest
COPY --from=builder /src/words.txt /src/words.txt
USER nonroot
ENTRYPOINT ["/src/digest"]
