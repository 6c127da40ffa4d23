# The build leaves more in the folder than the program.
FROM golang:1.22 AS build
WORKDIR /src
COPY . .
RUN ./fetch-assets.sh
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o shop .

FROM debian:bookworm-slim
WORKDIR /app
COPY --from=build /src /app
USER 65532:65532
CMD ["./shop"]
