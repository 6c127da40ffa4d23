FROM golang:1.22 AS builder
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.cache/go-build \
    export CGO_ENABLED=0 GOFLAGS=-mod=vendor && go build -trimpath -ldflags='-w -s' -o shop .

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /src
COPY --from=builder /src/shop /src/shop
USER nonroot
CMD ["./shop"]
