FROM gcc:14-bookworm
WORKDIR /src
COPY . .
RUN cmake -B build && cmake --build build
CMD ["./build/server"]
