FROM eclipse-temurin:21-jdk AS builder
WORKDIR /workspace
COPY .mvn .mvn
COPY mvnw pom.xml ./
RUN chmod +x mvnw && ./mvnw dependency:go-offline
COPY src ./src
RUN ./mvnw -DskipTests package && cp target/*.jar /app.jar

FROM gcr.io/distroless/java21-debian13:nonroot
WORKDIR /workspace
COPY --from=builder /app.jar /app.jar
ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=75"
USER nonroot
ENTRYPOINT ["java", "-jar", "/app.jar"]
