package bases

import (
	"testing"
	"time"
)

func TestTheEndThatIsNamedIsThatOfWhatTheImageIsFor(t *testing.T) {
	now := time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)
	for ref, want := range map[string]string{
		"python:3.7-slim-bookworm":         "Python 3.7 2023-06-27",
		"python:2":                         "Python 2.7 2020-01-01",
		"python:3.7.17-alpine3.18":         "Python 3.7 2023-06-27",
		"node:8":                           "Node.js 8 2019-12-31",
		"node:0.12-slim":                   "Node.js 0.12 2016-12-31",
		"node:22-bullseye":                 "Debian 11 2026-08-31",
		"golang:1.17":                      "Go 1.17 2022-08-02",
		"golang:1.13-alpine":               "Go 1.13 2020-08-11",
		"golang:1.19.4":                    "Go 1.19 2023-08-08",
		"ruby:2.7-slim":                    "Ruby 2.7 2023-03-31",
		"php:7.3-apache":                   "PHP 7.3 2021-12-06",
		"php:7-fpm":                        "PHP 7.4 2022-11-28",
		"mcr.microsoft.com/dotnet/sdk:5.0": ".NET 5 2022-05-10",
		"mcr.microsoft.com/dotnet/core/aspnet:3.1":   ".NET 3.1 2022-12-13",
		"mcr.microsoft.com/dotnet/aspnet:6.0-alpine": ".NET 6 2024-11-12",
		"alpine:3.14":                   "Alpine 3.14 2023-05-01",
		"alpine:3.9.6":                  "Alpine 3.9 2020-11-01",
		"debian:buster-slim":            "Debian 10 2024-06-30",
		"debian:9":                      "Debian 9 2022-06-30",
		"ubuntu:18.04":                  "Ubuntu 18.04 2023-05-31",
		"ubuntu:focal":                  "Ubuntu 20.04 2025-05-31",
		"centos:7":                      "CentOS Linux 7 2024-06-30",
		"centos:centos8":                "CentOS Linux 8 2021-12-31",
		"centos:8.4.2105":               "CentOS Linux 8 2021-12-31",
		"quay.io/centos/centos:stream8": "CentOS Stream 8 2024-05-31",
		"fedora:36":                     "Fedora 36 2023-05-16",
		"amazonlinux:2":                 "Amazon Linux 2 2026-06-30",
		"registry.access.redhat.com/ubi7/ubi:7.9": "Red Hat Enterprise Linux 7 2024-06-30",
		"nginx:1.19-alpine":                       "nginx 1.19 2021-05-25",
		"nginx:1.13":                              "nginx 1.13 2018-06-05",
		"postgres:9.6-alpine":                     "PostgreSQL 9.6 2021-11-11",
		"mysql:5.7":                               "MySQL 5.7 2023-10-31",
		"mongo:4.4":                               "MongoDB 4.4 2024-02-29",
		"redis:5":                                 "Redis 5.0 2022-04-27",
		"openjdk:8-jre-alpine":                    "OpenJDK 2022-07-31",
		"openjdk:11-slim-buster":                  "OpenJDK 2022-07-31",
		"openjdk:16-jdk":                          "OpenJDK 16 2021-09-14",
		"java:8":                                  "the image java 2016-12-31",
		"eclipse-temurin:18-jre":                  "Eclipse Temurin 18 2022-09-30",
		"elixir:1.10":                             "Elixir 1.10 2023-06-19",
		"erlang:22-alpine":                        "Erlang/OTP 22 2024-03-18",
		"perl:5.30":                               "Perl 5.30 2022-05-22",
		"mirror.example.com/library/node:14-buster-slim": "Node.js 14 2023-04-30",
		"cimg/base:2023.01":                   "",
		"python:3.13":                         "",
		"node:lts":                            "",
		"golang:1.27":                         "",
		"rust:1.50":                           "",
		"rockylinux:9":                        "",
		"eclipse-temurin:8-jre":               "",
		"registry.example.com/team/base:3.7":  "",
		"node:gallium-alpine":                 "Node.js 16 2023-09-11",
		"mongo:5":                             "MongoDB 5 2024-10-31",
		"nvidia/cuda:11.2.0-base-ubuntu18.04": "Ubuntu 18.04 2023-05-31",
		"ubuntu:23.10":                        "Ubuntu 23.10 2024-07-11",
	} {
		got := ""
		if e, ok := Ended(Describe(ref), now); ok {
			got = e.What + " " + e.Day.Format(time.DateOnly)
			if e.Source == "" {
				t.Errorf("%s: no source", ref)
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", ref, got, want)
		}
	}
}
