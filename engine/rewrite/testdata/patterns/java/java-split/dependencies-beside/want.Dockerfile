FROM maven:3.9-eclipse-temurin-17 AS builder
WORKDIR /app
COPY . .
RUN mvn package

FROM eclipse-temurin:17-jre
WORKDIR /app
COPY --from=builder /app/target/shop.jar /app/target/shop.jar
COPY --from=builder /app/target/lib /app/target/lib
USER 65532:65532
ENTRYPOINT ["java", "-jar", "target/shop.jar"]
CMD ["10"]
