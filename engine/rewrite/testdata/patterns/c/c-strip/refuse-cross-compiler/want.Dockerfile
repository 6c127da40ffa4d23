FROM gcc:13-bookworm AS builder
WORKDIR /src
COPY . .
RUN make CROSS_COMPILE=/opt/arm/bin/arm-linux-gnueabihf-

FROM gcr.io/distroless/base-debian12:nonroot
WORKDIR /src
COPY --from=builder /src/digest /src/digest
USER nonroot
CMD ["/src/digest"]
