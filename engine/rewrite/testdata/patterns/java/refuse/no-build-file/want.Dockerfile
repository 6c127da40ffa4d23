FROM maven:3.9-eclipse-temurin-21
WORKDIR /app
COPY backend .
COPY deploy /etc/shop
RUN mvn package
CMD ["java", "-jar", "target/shop.jar"]
