FROM golang:1.22 AS builder
WORKDIR /src
ENV GREETING hello there
ENV NAME="the shop" HOME_URL=https://$HOSTNAME/x
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \
    go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o shop .

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /src
COPY --from=builder /src/shop /src/shop
ENV GREETING="hello there" \
    NAME="the shop" \
    HOME_URL="https:///x"
USER nonroot
CMD ["./shop"]