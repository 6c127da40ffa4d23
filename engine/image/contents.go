package image

import (
	"path"
	"slices"
	"sort"
	"strconv"
	"strings"

	"lightship/engine/printable"
)

// Contents is what a file system has for the programs that run in it.
type Contents struct {
	// Libc is "glibc", "musl" or empty for none; LibcVersion is the library's own release, such as "2.36", empty when it
	// does not say; Loader is the path of its dynamic loader.
	Libc        string `json:"libc"`
	LibcVersion string `json:"libc_version,omitempty"`
	Loader      string `json:"loader,omitempty"`
	// Shell is the shell that a person would start, PackageManager what installs packages; empty for none.
	Shell          string `json:"shell"`
	PackageManager string `json:"package_manager"`
	// Packages counts those that the package databases list as installed.
	Packages int `json:"packages"`
	// Setuid are the files that run as their owner, by path.
	Setuid []string `json:"setuid"`
	// CACertificates, Zones and Tmp say whether there is a CA bundle, time zone data, a folder /tmp.
	CACertificates bool `json:"ca_certificates"`
	Zones          bool `json:"zones"`
	Tmp            bool `json:"tmp"`
	// Users are the entries of /etc/passwd.
	Users []User `json:"users"`
	// OS is /etc/os-release.
	OS Release `json:"os"`
	// Libraries are the sonames of the shared libraries in the folders that loaders search, sorted.
	Libraries []string `json:"libraries"`
}

// User is one entry of /etc/passwd.
type User struct {
	Name string `json:"name"`
	UID  int    `json:"uid"`
	GID  int    `json:"gid"`
}

// Release is what /etc/os-release says; empty fields are not said.
type Release struct {
	// ID is such as "debian", Version such as "12", Codename such as "bookworm", Name such as "Debian GNU/Linux 12".
	ID       string `json:"id,omitempty"`
	Version  string `json:"version,omitempty"`
	Codename string `json:"codename,omitempty"`
	Name     string `json:"name,omitempty"`
}

// caBundles are the places where programs look for CA certificates, as crypto/x509 and OpenSSL know them.
var caBundles = []string{
	"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
	"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/certs/ca-bundle.crt",
}

// zoneFiles are files of every tzdata.
var zoneFiles = []string{"/usr/share/zoneinfo/Europe/Berlin", "/usr/share/zoneinfo/UTC", "/usr/share/zoneinfo/Etc/UTC"}

// Contents says what f has.
func (f *FileSystem) Contents() Contents {
	c := Contents{Setuid: []string{}, Users: f.users(), OS: f.release(), Libraries: []string{}}
	c.Libc, c.LibcVersion, c.Loader = f.libc()
	c.Shell = f.firstOf("/bin/bash", "/bin/sh", "/busybox/sh")
	c.PackageManager = f.firstOf("/usr/bin/apt-get", "/sbin/apk", "/usr/bin/dnf", "/usr/bin/microdnf", "/usr/bin/yum",
		"/usr/bin/zypper", "/usr/bin/pacman")
	c.CACertificates = slices.ContainsFunc(caBundles, func(p string) bool { n := f.file(p); return n != nil && n.content.size > 0 })
	c.Zones = slices.ContainsFunc(zoneFiles, func(p string) bool { return f.file(p) != nil })
	tmp := f.find("/tmp")
	c.Tmp = tmp != nil && tmp.kind == dirKind
	t := f.tree()
	if t == nil {
		return c
	}
	t.root.each(func(n *node) {
		if n.kind != fileKind {
			return
		}
		c.Packages += n.content.packages
		if n.mode&setuidBit != 0 {
			c.Setuid = append(c.Setuid, n.path())
		}
		if o := n.content.object; o != nil && o.Soname != "" && isLibraryFolder(path.Dir(n.path())) {
			c.Libraries = append(c.Libraries, o.Soname)
		}
	})
	sort.Strings(c.Setuid)
	sort.Strings(c.Libraries)
	c.Libraries = slices.Compact(c.Libraries)
	return c
}

// firstOf returns the name of the first program that is there: "sh" for a shell at its usual place, the whole path for
// one elsewhere.
func (f *FileSystem) firstOf(paths ...string) string {
	for _, p := range paths {
		n := f.file(p)
		if n == nil || n.mode&executableBits == 0 {
			continue
		}
		switch base := path.Base(p); {
		case base == "apt-get":
			return "apt"
		case strings.HasPrefix(p, "/busybox/"):
			return p
		default:
			return base
		}
	}
	return ""
}

// loaders are the paths of dynamic loaders by C library; the ones of the platforms that images are mostly made for.
var loaders = []struct{ libc, path string }{
	{"musl", "/lib/ld-musl-x86_64.so.1"},
	{"musl", "/lib/ld-musl-aarch64.so.1"},
	{"musl", "/lib/ld-musl-armhf.so.1"},
	{"musl", "/lib/ld-musl-i386.so.1"},
	{"musl", "/lib/ld-musl-s390x.so.1"},
	{"musl", "/lib/ld-musl-powerpc64le.so.1"},
	{"musl", "/lib/ld-musl-riscv64.so.1"},
	{"glibc", "/lib64/ld-linux-x86-64.so.2"},
	{"glibc", "/lib/ld-linux-aarch64.so.1"},
	{"glibc", "/lib/ld-linux-armhf.so.3"},
	{"glibc", "/lib/ld-linux.so.2"},
	{"glibc", "/lib/ld64.so.1"},
	{"glibc", "/lib64/ld64.so.2"},
	{"glibc", "/lib/ld-linux-riscv64-lp64d.so.1"},
}

// libc returns the C library, its release and its loader. Where both are there, the one of the system is musl: glibc's
// names lead to a layer over it.
func (f *FileSystem) libc() (name, release, loader string) {
	for _, l := range loaders {
		n := f.file(l.path)
		if n == nil || n.content.object == nil {
			continue
		}
		if l.libc == "musl" {
			return "musl", n.content.object.Release, l.path
		}
		for _, o := range f.objects() {
			if o.content.object.Soname == "libc.so.6" && o.content.object.Machine == n.content.object.Machine {
				return "glibc", o.content.object.Release, l.path
			}
		}
		return "glibc", "", l.path
	}
	return "", "", ""
}

// users reads /etc/passwd.
func (f *FileSystem) users() []User {
	list := []User{}
	n := f.file("/etc/passwd")
	if n == nil {
		return list
	}
	for line := range strings.Lines(string(n.content.text)) {
		fields := strings.Split(strings.TrimSpace(line), ":")
		if len(fields) < 4 {
			continue
		}
		uid, err := strconv.Atoi(fields[2])
		if err != nil {
			continue
		}
		gid, _ := strconv.Atoi(fields[3])
		list = append(list, User{Name: fields[0], UID: uid, GID: gid})
	}
	return list
}

// release reads os-release as its specification says: /etc first, then /usr/lib.
func (f *FileSystem) release() Release {
	n := f.file("/etc/os-release")
	if n == nil {
		n = f.file("/usr/lib/os-release")
	}
	if n == nil {
		return Release{}
	}
	values := map[string]string{}
	for line := range strings.Lines(string(n.content.text)) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		if ok && !strings.HasPrefix(key, "#") {
			values[key] = strings.Trim(value, `"'`)
		}
	}
	return Release{
		ID: values["ID"], Version: values["VERSION_ID"], Codename: values["VERSION_CODENAME"], Name: printable.Line(values["PRETTY_NAME"]),
	}
}
