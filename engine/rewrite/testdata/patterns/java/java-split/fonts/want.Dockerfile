FROM maven:3.9-eclipse-temurin-21 AS builder
WORKDIR /app
COPY . .
RUN mvn package -DskipTests

FROM eclipse-temurin:21-jre
WORKDIR /app
COPY --from=builder /app/target/shop-1.0.0.jar /app/target/shop-1.0.0.jar
EXPOSE 8080
USER 65532:65532
CMD ["java", "-jar", "target/shop-1.0.0.jar"]
