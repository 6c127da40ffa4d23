# syntax=docker/dockerfile:1
FROM golang:1.22 AS builder
ARG VERSION=dev
ENV APP_VERSION=$VERSION \
    CGO_ENABLED=0
WORKDIR /app
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \
    go mod download
ADD . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    go build -trimpath -ldflags "-s -w -X main.version=${VERSION}"

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /app
COPY --from=builder /app/shop /app/shop
ARG VERSION=dev
ENV APP_VERSION=$VERSION
LABEL maintainer="team@example.com"
# the port
EXPOSE 8080
USER nonroot
ENTRYPOINT ["/app/shop"]
CMD ["serve"]
