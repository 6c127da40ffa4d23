FROM eclipse-temurin:21-jdk
WORKDIR /app
COPY . .
RUN ./gradlew installDist
CMD ["build/install/shop/bin/shop"]
