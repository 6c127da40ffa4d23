package bases

import (
	"testing"
	"time"
)

func TestTheNextReleaseIsTheLowestWithSupportForHalfAYear(t *testing.T) {
	now := time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)
	for ref, want := range map[string]string{
		"python:3.8":                          "python:3.11",
		"python:3.7-slim-buster":              "python:3.11-slim",
		"python:3.9.18-slim-bookworm":         "python:3.11-slim-bookworm",
		"docker.io/library/python:2.7-alpine": "docker.io/library/python:3.11-alpine",
		"mirror.example.com/library/node:14":  "mirror.example.com/library/node:24",
		"node:18":                             "node:24",
		"node:hydrogen-slim":                  "node:24-slim",
		"node:20-alpine3.18":                  "node:24-alpine",
		"node:20-alpine3.22":                  "node:24-alpine3.22",
		"php:7.4-apache-bullseye":             "php:8.3-apache",
		"ruby:2.7-slim":                       "ruby:3.4-slim",
		"eclipse-temurin:18-jre-jammy":        "eclipse-temurin:21-jre-jammy",
		"eclipse-temurin:18.0.2_9-jre-focal":  "eclipse-temurin:21-jre",
		"node:22":                             "",
		"node:22-bullseye":                    "",
		"node:lts":                            "",
		"node":                                "",
		"python:latest":                       "",
		"node:18@sha256:0000":                 "",
		"node:$VERSION":                       "",
		"golang:1.17":                         "",
		"postgres:9.6":                        "",
		"openjdk:8":                           "",
		"alpine:3.14":                         "",
		"example.com/node:18":                 "",
		"gcr.io/distroless/nodejs18-debian12": "",
		"scratch":                             "",
	} {
		got, ok := Newer(ref, now)
		if got != want || ok != (want != "") {
			t.Errorf("%s: %q, %t, want %q", ref, got, ok, want)
		}
	}
	if got, _ := Newer("python:3.8", time.Date(2030, 8, 1, 0, 0, 0, 0, time.UTC)); got != "python:3.14" {
		t.Errorf("where none has support for half a year, the newest that has any: %q", got)
	}
	if got, ok := Newer("python:3.8", time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC)); ok {
		t.Errorf("none has support, and it gives %q", got)
	}
}
