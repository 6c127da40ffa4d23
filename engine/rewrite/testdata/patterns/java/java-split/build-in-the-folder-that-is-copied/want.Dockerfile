FROM maven:3.9-eclipse-temurin-21 AS builder
WORKDIR /app
COPY backend .
RUN mvn package

FROM gcr.io/distroless/java21-debian13:nonroot
WORKDIR /app
COPY --from=builder /app/target/shop.jar /app/target/shop.jar
USER nonroot
ENTRYPOINT ["java", "-jar", "target/shop.jar"]
