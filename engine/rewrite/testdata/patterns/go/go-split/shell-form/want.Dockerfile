FROM golang:1.22 AS builder
WORKDIR /app
COPY . .
ENV PORT=8080 LOG_LEVEL=info
ENV GOPROXY=https://proxy.example.com
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    go mod download && \
    # build it
    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -v -o /usr/local/bin/server ./cmd/server

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /app
COPY --from=builder /usr/local/bin/server /usr/local/bin/server
ENV PORT=8080 \
    LOG_LEVEL=info
EXPOSE $PORT
USER nonroot
ENTRYPOINT ["server", "--config", "/etc/shop", "two words"]
