package golang

import "strings"

// cgoModules are well-known modules that need a C compiler and what they are, by module path. A module not listed
// here may need cgo too: only its sources say so, and the build does.
func cgoModules() map[string]string {
	return map[string]string{
		"github.com/mattn/go-sqlite3":                "SQLite in C",
		"github.com/mutecomm/go-sqlcipher":           "SQLCipher in C",
		"gorm.io/driver/sqlite":                      "SQLite in C",
		"github.com/jinzhu/gorm/dialects/sqlite":     "SQLite in C",
		"github.com/gen2brain/go-fitz":               "MuPDF in C",
		"github.com/chai2010/webp":                   "libwebp in C",
		"github.com/kolesa-team/go-webp":             "libwebp in C",
		"github.com/bmatsuo/lmdb-go":                 "LMDB in C",
		"github.com/Kagami/go-face":                  "dlib in C++",
		"github.com/boombuler/hid":                   "libusb in C",
		"github.com/google/gousb":                    "libusb in C",
		"github.com/hajimehoshi/oto":                 "ALSA in C",
		"github.com/sqlite-vec/sqlite-vec-go":        "SQLite in C",
		"github.com/asg017/sqlite-vec-go-bindings":   "SQLite in C",
		"github.com/blevesearch/go-faiss":            "FAISS in C++",
		"github.com/tree-sitter/go-tree-sitter":      "tree-sitter in C",
		"github.com/smacker/go-tree-sitter":          "tree-sitter in C",
		"github.com/pganalyze/pg_query_go":           "libpg_query in C",
		"github.com/confluentinc/confluent-kafka-go": "librdkafka in C",
		"github.com/libgit2/git2go":                  "libgit2 in C",
		"github.com/h2non/bimg":                      "libvips in C",
		"github.com/davidbyttow/govips":              "libvips in C",
		"github.com/cshum/vipsgen":                   "libvips in C",
		"gopkg.in/gographics/imagick":                "ImageMagick in C",
		"github.com/gographics/imagick":              "ImageMagick in C",
		"gocv.io/x/gocv":                             "OpenCV in C++",
		"github.com/tecbot/gorocksdb":                "RocksDB in C++",
		"github.com/linxGnu/grocksdb":                "RocksDB in C++",
		"github.com/DataDog/zstd":                    "zstd in C",
		"github.com/valyala/gozstd":                  "zstd in C",
		"github.com/google/gopacket/pcap":            "libpcap in C",
		"github.com/pebbe/zmq4":                      "ZeroMQ in C",
		"github.com/godror/godror":                   "the Oracle client in C",
		"github.com/mattn/go-oci8":                   "the Oracle client in C",
		"github.com/alexbrainman/odbc":               "unixODBC in C",
		"github.com/marcboeker/go-duckdb":            "DuckDB in C++",
		"github.com/duckdb/duckdb-go":                "DuckDB in C++",
		"github.com/yalue/onnxruntime_go":            "the ONNX runtime in C",
		"github.com/coreos/go-systemd/v22/sdjournal": "libsystemd in C",
		"github.com/miekg/pkcs11":                    "PKCS#11 in C",
		"github.com/veandco/go-sdl2":                 "SDL in C",
		"github.com/go-gl/gl":                        "OpenGL in C",
		"github.com/spacemonkeygo/openssl":           "OpenSSL in C",
		"github.com/wasmerio/wasmer-go":              "Wasmer in Rust",
		"github.com/bytecodealliance/wasmtime-go":    "Wasmtime in Rust",
		"github.com/otiai10/gosseract":               "Tesseract in C++",
		"github.com/rogchap/v8go":                    "V8 in C++",
		"rogchap.com/v8go":                           "V8 in C++",
		"github.com/gordonklaus/portaudio":           "PortAudio in C",
		"github.com/apache/pulsar/pulsar-client-go":  "the Pulsar client in C++",
	}
}

// cgoModuleOf returns the known module that an import path belongs to and what it is.
func cgoModuleOf(importPath string) (module, what string, found bool) {
	for module, what := range cgoModules() {
		if importPath == module || strings.HasPrefix(importPath, module+"/") ||
			strings.HasPrefix(importPath, module+".v") {
			return module, what, true
		}
	}
	return "", "", false
}
