//go:build e2e

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// siteOnNginx is how a front-end is often shipped, with a configuration of its own.
const siteOnNginx = `FROM node:22 AS build
WORKDIR /app
COPY package*.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM nginx:1.26
COPY <<'EOF' /etc/nginx/conf.d/default.conf
server {
    listen 8080;
    root /usr/share/nginx/html;
    location / {
        try_files $uri $uri.html $uri/ /index.html;
    }
}
EOF
COPY --from=build /app/dist /usr/share/nginx/html
EXPOSE 8080
`

func TestASiteOnNginxAnswersTheSameOnTheVariantThatIsNginxAlone(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(samples, "node-vite"))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte(siteOnNginx), 0o644); err != nil {
		t.Fatal(err)
	}
	after := probedBoth(t, dir, expectation(t, "node-vite"))
	if !strings.Contains(after, "FROM nginx:1.26-alpine-slim\n") {
		t.Errorf("it stands on another base:\n%s", after)
	}
}
