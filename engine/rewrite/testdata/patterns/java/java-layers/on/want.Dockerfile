FROM maven:3.9-eclipse-temurin-21 AS builder
WORKDIR /app
COPY . .
RUN mvn package -DskipTests
RUN java -Djarmode=tools -jar /app/target/shop-1.0.0.jar extract --layers --destination /layers

FROM gcr.io/distroless/java21-debian13:nonroot
WORKDIR /app
COPY --from=builder /layers/dependencies/ /app/target/
COPY --from=builder /layers/spring-boot-loader/ /app/target/
COPY --from=builder /layers/snapshot-dependencies/ /app/target/
COPY --from=builder /layers/application/ /app/target/
EXPOSE 8080
USER nonroot
ENTRYPOINT ["java", "-jar", "target/shop-1.0.0.jar"]
