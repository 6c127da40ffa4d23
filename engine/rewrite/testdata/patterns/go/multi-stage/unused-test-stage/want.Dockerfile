FROM golang:1.22 AS base
WORKDIR /src
COPY . .

FROM base AS test
RUN go test ./...

FROM base AS build
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /out/shop .

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /app
COPY --from=build /out/shop .
USER nonroot
CMD ["./shop"]
