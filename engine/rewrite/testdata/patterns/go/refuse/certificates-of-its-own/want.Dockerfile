FROM golang:1.22
WORKDIR /src
COPY . .
RUN cp company.crt /usr/local/share/ca-certificates/ && update-ca-certificates
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o shop .
CMD ["./shop"]
