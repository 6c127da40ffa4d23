package rust

import (
	"path"
	"strings"
)

// isSource says whether a file belongs to the sources or the build of a Rust program.
func isSource(name string) bool {
	switch path.Base(name) {
	case "Cargo.toml", "Cargo.lock", "rust-toolchain", "rust-toolchain.toml", "rustfmt.toml", "clippy.toml", "Makefile":
		return true
	}
	return strings.HasSuffix(name, ".rs") || strings.HasPrefix(name, "target/") || strings.HasPrefix(name, ".cargo/")
}
