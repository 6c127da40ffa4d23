FROM golang:1.22
ARG DEBUG
WORKDIR /src
COPY . .
RUN if [ -n "$DEBUG" ]; then go build -race -o shop .; else go build -o shop .; fi
CMD ["./shop"]
