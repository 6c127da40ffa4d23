FROM maven:3.9-eclipse-temurin-21 AS builder
WORKDIR /app
COPY . .
COPY shop.conf /etc/shop.conf
RUN mvn package -DskipTests

FROM gcr.io/distroless/java21-debian13:nonroot
WORKDIR /app
COPY --from=builder /app/target/shop-1.0.0.jar /app/target/shop-1.0.0.jar
COPY --from=builder /etc/shop.conf /etc/shop.conf
EXPOSE 8080
USER nonroot
ENTRYPOINT ["java", "-jar", "target/shop-1.0.0.jar"]
