FROM golang:1.22 AS builder
RUN useradd -m dev
USER dev
WORKDIR /home/dev/src
COPY go.mod go.sum ./
RUN go mod download
COPY --chown=dev . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o shop .

FROM gcr.io/distroless/static-debian12:nonroot
WORKDIR /home/dev/src
COPY --from=builder /home/dev/src/shop /home/dev/src/shop
USER nonroot
CMD ["./shop"]
