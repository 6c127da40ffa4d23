FROM golang:1.22
WORKDIR /src
RUN go install github.com/air-verse/air@v1.52.3
COPY . .
RUN go mod download
CMD ["air", "-c", ".air.toml"]
