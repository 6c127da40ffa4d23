FROM maven:3.9-eclipse-temurin-21 AS build
WORKDIR /app
COPY . .
RUN mvn package -DskipTests

FROM eclipse-temurin:21-jre
RUN mkdir /var/shop
COPY --from=build /app/target/shop-1.0.0.jar /app.jar
ENTRYPOINT ["java", "-jar", "/app.jar"]
