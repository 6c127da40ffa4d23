# The health check of compose calls curl in the container.
FROM golang:1.22 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \
    go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o shop .

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y curl
COPY --from=build /src/shop /shop
CMD ["/shop"]
