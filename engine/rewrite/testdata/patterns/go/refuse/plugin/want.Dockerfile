FROM golang:1.22
WORKDIR /src
COPY . .
RUN go build -buildmode=plugin -o shop.so .
CMD ["./shop.so"]
