package rust

import (
	"fmt"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/project"
	"lightship/engine/rewrite/effects"
)

// library is a library of the system as Debian packs it: with what is needed to link to it, and to run.
type library struct{ dev, run string }

// probed are crates that link to the system's library where pkg-config finds it, and compile their own where it does not, as their
// build scripts (build.rs) say.
var probed = map[string]library{
	"curl-sys":    {"libcurl4-openssl-dev", "libcurl4"},
	"libz-sys":    {"zlib1g-dev", "zlib1g"},
	"bzip2-sys":   {"libbz2-dev", "libbz2-1.0"},
	"lzma-sys":    {"liblzma-dev", "liblzma5"},
	"liblzma-sys": {"liblzma-dev", "liblzma5"},
	"expat-sys":   {"libexpat1-dev", "libexpat1"},
}

// linkedHere are the crates with native code as the builder links them.
func (r *reading) linkedHere() []project.Native {
	out := slices.Clone(Of(r.Project).Native)
	for i, n := range out {
		if l, ok := probed[n.Name]; ok && r.develops(l.dev) {
			out[i].Run = []string{l.run}
		}
	}
	return out
}

// develops says whether the builder has a package that programs are linked with, any when dev is empty: its image comes with many, or a
// RUN installs it.
func (r *reading) develops(dev string) bool {
	if bases.Develops(r.builder) {
		return true
	}
	for s := r.build.Stage; ; s = r.Stages[s.Parent] {
		for _, e := range effects.Of(s) {
			if e.Kind == effects.Installs && (!e.Known || e.Subject == dev || dev == "" && strings.HasSuffix(e.Subject, "-dev")) {
				return true
			}
		}
		if s.Parent < 0 {
			return false
		}
	}
}

// bring are the crates with native code that others bring by themselves, for projects without Cargo.lock.
var bring = map[string][]string{
	"reqwest": {"openssl-sys"}, "hyper-tls": {"openssl-sys"}, "openssl": {"openssl-sys"}, "tokio-native-tls": {"openssl-sys"}, "lettre": {"openssl-sys"},
	"git2": {"libz-sys", "openssl-sys"}, "curl": {"curl-sys", "openssl-sys"}, "isahc": {"curl-sys", "openssl-sys"},
	"rusqlite": {"libsqlite3-sys"}, "bzip2": {"bzip2-sys"}, "xz2": {"lzma-sys"}, "liblzma": {"liblzma-sys"}, "zip": {"bzip2-sys", "liblzma-sys"},
}

// alone are crates that bring no library of the system, whatever their features.
const alone = " actix-web actix-files actix-rt actix-cors ahash anyhow arc-swap argon2 askama async-stream async-trait axum axum-extra base64 bincode bitflags blake3 bytes " +
	"cfg-if chrono chrono-tz clap color-eyre colored config crossbeam crossbeam-channel csv dashmap derive_more dirs dotenv dotenvy either env_logger eyre fastrand fern " +
	"figment flate2 futures futures-util glob governor handlebars hex hmac http http-body http-body-util httparse humantime hyper hyper-util include_dir indexmap indicatif " +
	"insta ipnet itertools itoa jsonwebtoken lazy_static libc log lru maud md-5 memchr mime mime_guess minijinja mio moka nix nom num num-traits num_cpus once_cell ordered-float " +
	"parking_lot paste percent-encoding pin-project pin-project-lite poem prometheus proptest prost pulldown-cmark quick-xml quote rand rand_core rayon refinery regex rocket " +
	"rocket_dyn_templates rust-embed rustc-hash ryu salvo scraper secrecy semver serde serde_derive serde_json serde_qs serde_urlencoded serde_with serde_yaml sha1 sha2 shlex signal-hook " +
	"simple_logger slab smallvec socket2 structopt strum strum_macros syn tempfile tera thiserror time tinyvec tokio tokio-stream tokio-util toml tonic tower tower-http tower-service " +
	"tracing tracing-appender tracing-log tracing-subscriber typenum unicode-segmentation url urlencoding utoipa uuid validator walkdir warp wiremock yansi zeroize "

// unlocked says which dependency may link to a library that can't be told, because no Cargo.lock says what it brings; empty when none may.
func (r *reading) unlocked() string {
	c := Of(r.Project)
	if c.locked || !r.develops("") {
		return ""
	}
	for _, d := range c.Dependencies {
		native := slices.ContainsFunc(c.Native, func(n project.Native) bool { return n.Name == d.Name })
		_, brings := bring[d.Name]
		brings = brings || features[d.Name] != nil
		if !native && !brings && !strings.Contains(alone, " "+d.Name+" ") && !c.own(d.Name) {
			return fmt.Sprintf("no Cargo.lock says what %s brings, so which libraries the program links to can't be told; commit the lock file (cargo generate-lockfile)", d.Name)
		}
	}
	return ""
}

// own says whether a dependency is a package of the project itself.
func (c *Crate) own(name string) bool {
	return slices.ContainsFunc(slices.Concat(c.Members, c.PathDependencies), func(dir string) bool { return dir == name || strings.HasSuffix(dir, "/"+name) })
}

// features are the crates with native code that a feature of a dependency brings.
var features = map[string]map[string]string{
	"diesel":          {"postgres": "pq-sys", "mysql": "mysqlclient-sys", "sqlite": "libsqlite3-sys"},
	"sqlx":            {"tls-native-tls": "openssl-sys", "runtime-tokio-native-tls": "openssl-sys", "runtime-async-std-native-tls": "openssl-sys"},
	"rocket_db_pools": {"diesel_postgres": "pq-sys", "diesel_mysql": "mysqlclient-sys"},
}

// readDrivers notes what the features of a dependency bring.
func (c *Crate) readDrivers(name string, value any) {
	table, _ := value.(map[string]any)
	list, _ := table["features"].([]any)
	for _, f := range list {
		if text, _ := f.(string); features[name][text] != "" {
			if c.drivers == nil {
				c.drivers = map[string][]string{}
			}
			c.drivers[name] = append(c.drivers[name], features[name][text])
		}
	}
}
