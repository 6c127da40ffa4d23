FROM maven:3.9-eclipse-temurin-21
WORKDIR /app
COPY backend .
RUN mvn package
CMD ["java", "-jar", "target/shop.jar"]
