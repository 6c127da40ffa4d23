package node

import (
	"slices"
	"strings"

	"lightship/engine/project"
)

// nodeAddons are well-known packages with native code, by name. Which of them bring finished binaries is what their own
// documentation says of linux on x64 and arm64 in 2026.
func nodeAddons() map[string]project.Native {
	return map[string]project.Native{
		"sharp":                     {What: "libvips in C", Prebuilt: true, PrebuiltMusl: true},
		"bcrypt":                    {What: "bcrypt in C++", Prebuilt: true, PrebuiltMusl: true},
		"argon2":                    {What: "Argon2 in C", Prebuilt: true, PrebuiltMusl: true},
		"better-sqlite3":            {What: "SQLite in C", Prebuilt: true, PrebuiltMusl: true},
		"sqlite3":                   {What: "SQLite in C", Prebuilt: true, PrebuiltMusl: true},
		"canvas":                    {What: "Cairo in C", Prebuilt: true, Build: []string{"libcairo2-dev", "libpango1.0-dev", "libjpeg-dev", "libgif-dev", "librsvg2-dev"}, Run: []string{"libcairo2", "libpango-1.0-0", "libpangocairo-1.0-0", "libjpeg62-turbo", "libgif7", "librsvg2-2"}},
		"@napi-rs/canvas":           {What: "Skia in C++", Prebuilt: true, PrebuiltMusl: true},
		"skia-canvas":               {What: "Skia in C++ and Rust", Prebuilt: true, PrebuiltMusl: true},
		"@resvg/resvg-js":           {What: "resvg in Rust", Prebuilt: true, PrebuiltMusl: true},
		"node-sass":                 {What: "libsass in C++"},
		"re2":                       {What: "RE2 in C++", Prebuilt: true, PrebuiltMusl: true},
		"node-rdkafka":              {What: "librdkafka in C", Build: []string{"libssl-dev", "libsasl2-dev", "zlib1g-dev"}, Run: []string{"libssl3", "libsasl2-2"}},
		"zeromq":                    {What: "ZeroMQ in C++", Prebuilt: true, PrebuiltMusl: true},
		"leveldown":                 {What: "LevelDB in C++", Prebuilt: true, PrebuiltMusl: true},
		"classic-level":             {What: "LevelDB in C++", Prebuilt: true, PrebuiltMusl: true},
		"node-pty":                  {What: "pseudo terminals in C++"},
		"pg-native":                 {What: "libpq in C", Build: []string{"libpq-dev"}, Run: []string{"libpq5"}},
		"libpq":                     {What: "libpq in C", Build: []string{"libpq-dev"}, Run: []string{"libpq5"}},
		"oracledb":                  {What: "the Oracle client in C, in its thick mode", Prebuilt: true},
		"serialport":                {What: "serial ports in C++", Prebuilt: true, PrebuiltMusl: true},
		"usb":                       {What: "libusb in C", Prebuilt: true, PrebuiltMusl: true, Build: []string{"libudev-dev"}},
		"bufferutil":                {What: "WebSocket masks in C", Prebuilt: true},
		"utf-8-validate":            {What: "UTF-8 checks in C", Prebuilt: true},
		"isolated-vm":               {What: "V8 isolates in C++"},
		"farmhash":                  {What: "FarmHash in C++", Prebuilt: true, PrebuiltMusl: true},
		"snappy":                    {What: "Snappy in Rust", Prebuilt: true, PrebuiltMusl: true},
		"@swc/core":                 {What: "the SWC compiler in Rust", Prebuilt: true, PrebuiltMusl: true},
		"esbuild":                   {What: "a bundler in Go", Prebuilt: true, PrebuiltMusl: true},
		"rollup":                    {What: "a bundler with parts in Rust", Prebuilt: true, PrebuiltMusl: true},
		"lightningcss":              {What: "a CSS parser in Rust", Prebuilt: true, PrebuiltMusl: true},
		"@prisma/client":            {What: "the Prisma engine in Rust", Prebuilt: true, PrebuiltMusl: true, Run: []string{"openssl"}},
		"prisma":                    {What: "the Prisma engines in Rust", Prebuilt: true, PrebuiltMusl: true, Run: []string{"openssl"}},
		"@tensorflow/tfjs-node":     {What: "TensorFlow in C++", Prebuilt: true},
		"onnxruntime-node":          {What: "the ONNX runtime in C++", Prebuilt: true},
		"kerberos":                  {What: "Kerberos in C", Prebuilt: true, Build: []string{"libkrb5-dev"}, Run: []string{"libgssapi-krb5-2"}},
		"mongodb-client-encryption": {What: "libmongocrypt in C", Prebuilt: true},
		"cpu-features":              {What: "CPU features in C"},
		"ssh2":                      {What: "ciphers in C++, which it can do without"},
		"msgpackr-extract":          {What: "MessagePack in C++", Prebuilt: true, PrebuiltMusl: true},
		"gl":                        {What: "OpenGL in C++", Build: []string{"libxi-dev", "libglu1-mesa-dev", "libglew-dev", "pkg-config"}},
		"libxmljs2":                 {What: "libxml2 in C", Prebuilt: true},
	}
}

// nodeAssets are packages that need more than their own JavaScript when they run, and what.
func nodeAssets() map[string]string {
	return map[string]string{
		"@prisma/client":     "loads the engine and the client that prisma generate wrote into node_modules",
		"puppeteer":          "starts a Chromium that is not part of the package's files",
		"playwright":         "starts browsers that are not part of the package's files",
		"next":               "serves what .next holds with its own server",
		"nuxt":               "serves what .output holds with its own server",
		"i18next-fs-backend": "reads translations from files",
		"swagger-ui-dist":    "serves the files of its package",
		"ejs":                "reads templates from files",
		"pug":                "reads templates from files",
		"hbs":                "reads templates from files",
		"express-handlebars": "reads templates from files",
		"nunjucks":           "reads templates from files",
		"typeorm":            "loads entities and migrations by file patterns",
		"knex":               "loads migrations from files",
		"sequelize":          "may load models and migrations from files",
		"config":             "reads its files from the folder config",
		"dotenv":             "reads .env from the working directory when it is there",
	}
}

// readNative finds the add-ons among what is asked for and what the lock file brings, and the packages with assets.
func (n *Package) readNative(r *project.Files, p packageJSON, text []byte) {
	locked := n.locked(r)
	asked := map[string]string{}
	for _, d := range n.Dependencies {
		asked[d.Name] = d.Version
	}
	for name, version := range p.OptionalDependencies {
		asked[name] = version
	}
	addons := nodeAddons()
	for _, name := range project.SortedKeys(addons) {
		native := addons[name]
		native.Name = name
		if version, found := asked[name]; found {
			native.Version = version
			native.Evidence = project.Evidence{File: "package.json", Line: keyLine(text, name), Says: "asks for " + name + " (" + native.What + ")"}
		} else if version, found := locked[name]; found && !n.developsWith(name) {
			native.Version = version
			native.Evidence = project.Evidence{File: n.Lock, Says: "brings " + strings.TrimSpace(name+" "+version) + " (" + native.What + ")"}
		} else {
			continue
		}
		if v := locked[name]; v != "" {
			native.Version = v
		}
		n.Native = append(n.Native, native)
	}
	assets := nodeAssets()
	for _, d := range n.Dependencies {
		if what, found := assets[d.Name]; found {
			n.Assets = append(n.Assets, project.Evidence{File: "package.json", Line: keyLine(text, d.Name), Says: d.Name + " " + what})
		}
	}
	if r.Has("binding.gyp") {
		n.Native = append(n.Native, project.Native{
			Name: n.Name, What: "its own sources in C or C++", Evidence: project.Evidence{File: "binding.gyp", Says: "builds an add-on of the project's own"},
		})
	}
}

// developsWith says whether a package of the lock file is known as a tool of builds: what only such tools bring is not
// needed when the program runs.
func (n *Package) developsWith(name string) bool {
	tools := []string{"esbuild", "rollup", "@swc/core", "lightningcss", "node-sass", "cpu-features"}
	_, dev, found := n.has(name)
	return slices.Contains(tools, name) || found && dev
}
