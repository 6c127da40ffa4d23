FROM golang:1.22
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    sh scripts/prepare.sh && CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o shop .
CMD ["./shop"]
