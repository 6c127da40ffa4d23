FROM maven:3.9-eclipse-temurin-21 AS builder
WORKDIR /app
COPY . .
RUN mvn package -DskipTests
COPY <<EOF /etc/shop.properties
level=info
EOF
RUN mkdir -p /data/uploads logs && chown 1001:1001 /data/uploads logs && echo "TZ=UTC" >> /etc/environment

FROM gcr.io/distroless/java21-debian13:nonroot
WORKDIR /app
COPY --from=builder /app/target/shop-1.0.0.jar /app/target/shop-1.0.0.jar
COPY --from=builder /app/shop.conf /app/shop.conf
COPY --from=builder /etc/shop.properties /etc/shop.properties
COPY --from=builder --chown=1001:1001 /data/uploads /data/uploads
COPY --from=builder --chown=1001:1001 /app/logs /app/logs
EXPOSE 8080
USER 1001
ENTRYPOINT ["java", "-jar", "target/shop-1.0.0.jar"]
