FROM golang:1.22
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    apt-get update && apt-get install -y ffmpeg && CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /usr/local/bin/shop .
ENTRYPOINT ["shop", "--port", "80"]
