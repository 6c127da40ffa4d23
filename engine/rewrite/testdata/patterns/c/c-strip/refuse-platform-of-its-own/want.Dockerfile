FROM --platform=$BUILDPLATFORM debian:bookworm AS builder
RUN apt-get update && apt-get install -y --no-install-recommends build-essential
WORKDIR /src
COPY . .
RUN make

FROM --platform=$BUILDPLATFORM gcr.io/distroless/base-debian12:nonroot
WORKDIR /src
COPY --from=builder /src/digest /src/digest
USER nonroot
ENTRYPOINT ["/src/digest"]
