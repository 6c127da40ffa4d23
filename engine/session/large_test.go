package session

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// largeFiles is how many source files the large Node project has.
const largeFiles = 3000

// largeProject makes a Node project of 3,000 source files, as a grown service has them: modules that require one another,
// packages, files that are read, and what an editor, git and an installation leave.
func largeProject(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("Dockerfile", `FROM node:20
RUN apt-get update && apt-get install -y python3 make g++ && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY . .
RUN npm ci
RUN npm run build
EXPOSE 3000
CMD ["node", "dist/server.js"]
`)
	write("package.json", `{"name": "shop", "version": "1.0.0", "main": "src/server.js", "scripts": {"start": "node dist/server.js", "build": "tsc -p ."},
 "dependencies": {"express": "^4.18.2", "pg": "^8.11.0", "lodash": "^4.17.21"}, "devDependencies": {"typescript": "^5.4.0", "@types/node": "^20.0.0", "jest": "^29.0.0", "eslint": "^8.0.0"}}
`)
	write("package-lock.json", lockFile())
	write("src/server.js", "const express = require('express');\nconst app = express();\nrequire('./m0/f0.js')(app);\napp.listen(process.env.PORT || 3000);\n")
	filler := strings.Repeat("// What stands here is long enough to be like a file that somebody wrote.\nconst words = ['a', \"b\", `c`];\nfunction add(a, b) { return a + b; }\n", 40)
	for i := range largeFiles {
		next := (i + 1) % largeFiles
		write(fmt.Sprintf("src/m%d/f%d.js", i/50, i), fmt.Sprintf(
			"const path = require('path');\nconst fs = require('fs');\nconst _ = require('lodash');\n%sfunction handle%d(app) {\n  app.get('/r%d', (req, res) => res.send(_.map([1, 2], (x) => x * %d)));\n}\nmodule.exports = handle%d; // next: ../m%d/f%d.js\n",
			filler, i, i, i, i, next/50, next))
	}
	for i := range 400 {
		write(fmt.Sprintf("test/t%d.test.js", i), "test('adds', () => expect(1 + 1).toBe(2));\n")
		write(fmt.Sprintf(".git/objects/%02x/o%d", i%256, i), "x")
	}
	return dir
}

// lockFile is that of a project with 800 packages.
func lockFile() string {
	var out strings.Builder
	out.WriteString(`{"name": "shop", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "shop", "dependencies": {"express": "^4.18.2", "pg": "^8.11.0", "lodash": "^4.17.21"}}`)
	for _, name := range []string{"express", "pg", "lodash"} {
		fmt.Fprintf(&out, ",\n\"node_modules/%s\": {\"version\": \"4.18.2\", \"resolved\": \"https://registry.npmjs.org/%s\", \"license\": \"MIT\"}", name, name)
	}
	for i := range 800 {
		fmt.Fprintf(&out, ",\n\"node_modules/package-%d\": {\"version\": \"1.%d.0\", \"dev\": true, \"license\": \"MIT\"}", i, i)
	}
	out.WriteString("}}\n")
	return out.String()
}
