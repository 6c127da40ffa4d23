package python

import "lightship/engine/project"

// pythonNative are well-known distributions with native code, by name as the package index compares names. Those without
// wheels for glibc, or for musl, are built when they are installed there. Packages are Debian's.
func pythonNative() map[string]project.Native {
	wheel := func(what string) project.Native {
		return project.Native{What: what, Prebuilt: true, PrebuiltMusl: true}
	}
	glibc := func(what string, run ...string) project.Native {
		return project.Native{What: what, Prebuilt: true, Run: run}
	}
	return map[string]project.Native{
		"numpy":                  wheel("linear algebra in C and Fortran"),
		"pandas":                 wheel("tables in C"),
		"scipy":                  wheel("numerics in C and Fortran"),
		"scikit-learn":           wheel("learning in C++"),
		"matplotlib":             wheel("drawing in C++"),
		"pillow":                 wheel("images in C"),
		"lxml":                   wheel("libxml2 in C"),
		"cryptography":           wheel("OpenSSL in C and Rust"),
		"bcrypt":                 wheel("bcrypt in Rust"),
		"cffi":                   wheel("a bridge to C"),
		"pynacl":                 wheel("libsodium in C"),
		"pydantic-core":          wheel("validation in Rust"),
		"orjson":                 wheel("JSON in Rust"),
		"uvloop":                 wheel("libuv in C"),
		"httptools":              wheel("an HTTP parser in C"),
		"watchfiles":             wheel("notifications in Rust"),
		"aiohttp":                wheel("an HTTP parser in C"),
		"greenlet":               wheel("coroutines in C++"),
		"gevent":                 wheel("libev in C"),
		"grpcio":                 wheel("gRPC in C++"),
		"protobuf":               wheel("Protocol Buffers in C"),
		"psycopg2-binary":        wheel("libpq in C"),
		"psycopg-binary":         wheel("libpq in C"),
		"asyncpg":                wheel("the PostgreSQL protocol in C"),
		"pymssql":                wheel("FreeTDS in C"),
		"pyodbc":                 {What: "unixODBC in C++", Prebuilt: true, PrebuiltMusl: true, Build: []string{"unixodbc-dev"}, Run: []string{"unixodbc"}},
		"hiredis":                wheel("the Redis protocol in C"),
		"msgpack":                wheel("MessagePack in C"),
		"pyyaml":                 wheel("YAML in C"),
		"markupsafe":             wheel("escapes in C"),
		"sqlalchemy":             wheel("SQLAlchemy's fast paths in C"),
		"pyarrow":                wheel("Arrow in C++"),
		"polars":                 wheel("tables in Rust"),
		"tokenizers":             wheel("tokenizers in Rust"),
		"rpds-py":                wheel("data structures in Rust"),
		"psutil":                 wheel("processes in C"),
		"regex":                  wheel("regular expressions in C"),
		"lz4":                    wheel("LZ4 in C"),
		"zstandard":              wheel("zstd in C"),
		"pyzmq":                  wheel("ZeroMQ in C++"),
		"shapely":                wheel("GEOS in C++"),
		"argon2-cffi-bindings":   wheel("Argon2 in C"),
		"confluent-kafka":        wheel("librdkafka in C"),
		"opencv-python":          glibc("OpenCV in C++", "libgl1", "libglib2.0-0"),
		"opencv-python-headless": glibc("OpenCV in C++", "libglib2.0-0"),
		"torch":                  glibc("PyTorch in C++"),
		"tensorflow":             glibc("TensorFlow in C++"),
		"onnxruntime":            glibc("the ONNX runtime in C++"),
		"duckdb":                 glibc("DuckDB in C++"),
		"pymupdf":                glibc("MuPDF in C"),
		"xgboost":                glibc("XGBoost in C++"),
		"lightgbm":               {What: "LightGBM in C++", Prebuilt: true, Run: []string{"libgomp1"}},
		"psycopg2":               {What: "libpq in C", Build: []string{"gcc", "libpq-dev"}, Run: []string{"libpq5"}},
		"psycopg-c":              {What: "libpq in C", Build: []string{"gcc", "libpq-dev"}, Run: []string{"libpq5"}},
		"mysqlclient":            {What: "the MariaDB client in C", Build: []string{"gcc", "pkg-config", "default-libmysqlclient-dev"}, Run: []string{"libmariadb3"}},
		"uwsgi":                  {What: "uWSGI in C", Build: []string{"gcc"}},
		"python-ldap":            {What: "OpenLDAP in C", Build: []string{"gcc", "libldap2-dev", "libsasl2-dev"}, Run: []string{"libldap2", "libsasl2-2"}},
		"xmlsec":                 {What: "xmlsec in C", Build: []string{"gcc", "pkg-config", "libxml2-dev", "libxmlsec1-dev", "libxmlsec1-openssl"}, Run: []string{"libxmlsec1-openssl"}},
		"pygraphviz":             {What: "Graphviz in C", Build: []string{"gcc", "graphviz", "libgraphviz-dev"}, Run: []string{"graphviz"}},
		"pycairo":                {What: "Cairo in C", Build: []string{"gcc", "pkg-config", "libcairo2-dev"}, Run: []string{"libcairo2"}},
		"weasyprint":             {What: "Pango in C, loaded when it runs", Prebuilt: true, PrebuiltMusl: true, Run: []string{"libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"}},
		"python-magic":           {What: "libmagic in C, loaded when it runs", Prebuilt: true, PrebuiltMusl: true, Run: []string{"libmagic1"}},
		"gdal":                   {What: "GDAL in C++", Build: []string{"g++", "libgdal-dev"}, Run: []string{"libgdal36"}},
		"pycurl":                 {What: "libcurl in C", Prebuilt: true, PrebuiltMusl: true, Build: []string{"gcc", "libcurl4-openssl-dev", "libssl-dev"}, Run: []string{"libcurl4"}},
		"pyaudio":                {What: "PortAudio in C", Build: []string{"gcc", "portaudio19-dev"}, Run: []string{"libportaudio2"}},
		"dlib":                   {What: "dlib in C++", Build: []string{"g++", "cmake"}},
		"netifaces":              {What: "network interfaces in C", Build: []string{"gcc"}},
	}
}

// readNative finds the distributions with native code among what is asked for and what the lock file brings.
func (p *Project) readNative(r *project.Files) {
	known := pythonNative()
	locked := p.locked(r)
	taken := map[string]bool{}
	for _, d := range p.Dependencies {
		name := pyName(d.Name)
		native, found := known[name]
		if !found {
			continue
		}
		taken[name] = true
		native.Name, native.Version = d.Name, lockedOr(locked[name], d.Version)
		native.Evidence = p.where(r, d.Name)
		native.Evidence.Says = "asks for " + d.Name + " (" + native.What + ")"
		p.Native = append(p.Native, native)
	}
	for _, name := range project.SortedKeys(locked) {
		native, found := known[name]
		if !found || taken[name] {
			continue
		}
		native.Name, native.Version = name, locked[name]
		native.Evidence = project.Evidence{File: p.LockFile, Says: "brings " + name + " " + locked[name] + " (" + native.What + ")"}
		p.Native = append(p.Native, native)
	}
}

func lockedOr(locked, asked string) string {
	if locked != "" {
		return locked
	}
	if len(asked) > 2 && asked[:2] == "==" {
		return asked[2:]
	}
	return ""
}
