FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /shop .

FROM golang:1.26 AS check
COPY --from=build /go/pkg /go/pkg
COPY --from=build /src /src
RUN cd /src && go vet ./...

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /
COPY --from=build /shop /shop
USER nonroot
CMD ["/shop"]
