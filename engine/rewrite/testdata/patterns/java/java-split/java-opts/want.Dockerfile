FROM maven:3.9-eclipse-temurin-21 AS builder
WORKDIR /app
COPY . .
RUN mvn -B package

FROM eclipse-temurin:21-jre
WORKDIR /app
COPY --from=builder /app/target/shop-1.0.0.jar /app/target/shop-1.0.0.jar
ENV JAVA_OPTS="-Xmx256m"
USER 65532:65532
CMD java $JAVA_OPTS -jar target/shop-1.0.0.jar
