FROM gradle:8.10-jdk17 AS build
ARG PROFILE=prod
WORKDIR /home/gradle/src
COPY --chown=gradle:gradle . .
RUN gradle bootJar --no-daemon

FROM eclipse-temurin:17-jre
WORKDIR /home/gradle/src
COPY --from=build /home/gradle/src/build/libs/shop-1.0.jar /home/gradle/src/build/libs/shop-1.0.jar
ARG PROFILE=prod
ENV SPRING_PROFILES_ACTIVE=$PROFILE GRADLE_OPTS=-Xmx1g
LABEL team=shop
EXPOSE 8080
USER 1000
ENTRYPOINT ["java", "-Xmx256m", "-jar", "build/libs/shop-1.0.jar"]
