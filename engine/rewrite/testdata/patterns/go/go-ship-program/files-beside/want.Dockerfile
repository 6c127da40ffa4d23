# What the program reads beside it goes along; the flags of COPY stay.
FROM golang:1.22 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \
    go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o shop .

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /app
COPY --link --chown=65532:65532 --from=build /src/shop /app/shop
COPY --link --chown=65532:65532 --from=build /src/templates /app/templates
COPY --link --chown=65532:65532 --from=build /src/config.yaml /app/config.yaml
CMD ["./shop"]
