FROM golang:1.22
WORKDIR /src
COPY . .
RUN go build -o "bin/shop-$(date +%Y)" .
CMD ["./bin/shop"]
