package com.example.harbour;

import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Berths of a harbour, over HTTP. */
@SpringBootApplication
@RestController
public class HarbourApplication {
    record Berth(String name, int metres) {}

    private static final List<Berth> BERTHS = List.of(new Berth("east", 120), new Berth("west", 80));

    public static void main(String[] args) {
        SpringApplication.run(HarbourApplication.class, args);
    }

    @GetMapping(value = "/healthz", produces = "text/plain")
    String healthz() {
        return "ok\n";
    }

    @GetMapping("/api/berths")
    List<Berth> berths() {
        return BERTHS;
    }

    @GetMapping("/api/berths/{name}")
    Berth berth(@PathVariable("name") String name) {
        return BERTHS.stream()
                .filter(b -> b.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
