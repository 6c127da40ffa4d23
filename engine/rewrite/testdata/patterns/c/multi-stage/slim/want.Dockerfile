FROM debian:trixie-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends build-essential
WORKDIR /src
COPY . .
RUN make

FROM debian:trixie-slim
COPY --from=build /src/digest /usr/local/bin/digest
USER 65532:65532
CMD ["digest"]
