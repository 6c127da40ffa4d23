FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /shop .

FROM build AS check
RUN --network=none go test ./...

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /
COPY --from=build /shop /shop
USER nonroot
CMD ["/shop"]
