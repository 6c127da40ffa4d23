FROM golang:1.22 AS builder
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \
    go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /bin/api ./cmd/api && CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /bin/worker ./cmd/worker

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /src
COPY --from=builder /bin/api /bin/api
COPY --from=builder /bin/worker /bin/worker
USER nonroot
CMD ["/bin/api"]
