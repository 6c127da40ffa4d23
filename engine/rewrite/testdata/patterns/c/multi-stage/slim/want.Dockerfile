FROM debian:trixie-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends build-essential
WORKDIR /src
COPY . .
RUN make

FROM gcr.io/distroless/base-debian13:nonroot
WORKDIR /
COPY --from=build /src/digest /usr/local/bin/digest
USER nonroot
CMD ["digest"]
