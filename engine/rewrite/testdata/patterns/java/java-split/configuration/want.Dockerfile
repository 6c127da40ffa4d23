ARG JAVA=21
FROM eclipse-temurin:${JAVA}-jdk AS builder
WORKDIR /app
COPY . .
RUN ./mvnw package

FROM eclipse-temurin:${JAVA}-jre
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    rm -f /etc/apt/apt.conf.d/docker-clean \
    && apt-get update \
    && apt-get install -y --no-install-recommends curl
WORKDIR /app
COPY --from=builder /app/target/shop-1.0.0.jar /app/target/shop-1.0.0.jar
COPY --from=builder /app/templates /app/templates
COPY --from=builder /app/application-prod.yml /app/application-prod.yml
COPY --from=builder /app/conf /app/conf
VOLUME /data
HEALTHCHECK CMD curl -f http://localhost:8080/actuator/health
CMD ["java", "-jar", "target/shop-1.0.0.jar", "--spring.config.additional-location=conf/"]
