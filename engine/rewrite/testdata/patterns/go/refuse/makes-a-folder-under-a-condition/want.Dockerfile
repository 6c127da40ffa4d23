FROM golang:1.22
WORKDIR /src
COPY . .
RUN if [ -n "$DATA" ]; then mkdir -p /data; fi
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o shop .
CMD ["./shop"]
