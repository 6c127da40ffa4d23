package interpreted

import (
	"strings"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
)

// buildOnly are system packages that only a build needs.
const buildOnly = " git gcc g++ make build-essential build-base musl-dev libc-dev libc6-dev linux-headers pkg-config pkgconf pkgconfig " +
	"curl wget unzip zip tar xz-utils gnupg gnupg2 openssh-client openssh bash binutils file patch autoconf automake libtool cmake " +
	"jq python3 python python3-dev python3-pip py3-pip python3-venv python3-setuptools apt-transport-https lsb-release " +
	"software-properties-common nodejs npm yarn vim nano less rustc cargo gfortran clang ninja-build meson swig " +
	"python-dev-is-python3 python-is-python3 apt-utils .build-deps maven gradle ant dos2unix "

// runTime are packages that a program uses when it runs; they are installed in the final stage too.
const runTime = " ca-certificates tzdata tini dumb-init openssl ffmpeg imagemagick graphicsmagick ghostscript poppler-utils libpq5 " +
	"postgresql-client libpq libc6-compat gcompat netcat-openbsd procps fontconfig libvips42 vips libgomp1 libgl1 libglib2.0-0 " +
	"libmagic1 libmariadb3 libxml2 libxslt1.1 libjpeg62-turbo libcairo2 libpango-1.0-0 tesseract-ocr libsqlite3-0 sqlite3 " +
	"libstdc++6 libstdc++ libffi8 libssl3 libsm6 libxext6 libxrender1 media-types mime-support netbase gettext-base "

// developed are the packages that a program linked against a development package needs at run time, by Debian's names.
// Source: the Depends fields of the development packages of bookworm and trixie; names of trixie that end in t64 provide
// the old names.
func developed() map[string][]string {
	return map[string][]string{
		"libpq-dev":                  {"libpq5"},
		"default-libmysqlclient-dev": {"libmariadb3"},
		"libmariadb-dev":             {"libmariadb3"},
		"libxml2-dev":                {"libxml2"},
		"libxslt1-dev":               {"libxslt1.1"},
		"libxslt-dev":                {"libxslt1.1"},
		"libffi-dev":                 {"libffi8"},
		"libssl-dev":                 {"libssl3"},
		"libjpeg-dev":                {"libjpeg62-turbo"},
		"libjpeg62-turbo-dev":        {"libjpeg62-turbo"},
		"zlib1g-dev":                 {"zlib1g"},
		"libsqlite3-dev":             {"libsqlite3-0"},
		"libcairo2-dev":              {"libcairo2"},
		"libpango1.0-dev":            {"libpango-1.0-0", "libpangocairo-1.0-0"},
		"libgif-dev":                 {"libgif7"},
		"librsvg2-dev":               {"librsvg2-2"},
		"libyaml-dev":                {"libyaml-0-2"},
		"libsasl2-dev":               {"libsasl2-2"},
		"libmagic-dev":               {"libmagic1"},
	}
}

// developedAlpine are the same for alpine's names.
func developedAlpine() map[string][]string {
	return map[string][]string{
		"postgresql-dev": {"libpq"},
		"libpq-dev":      {"libpq"},
		"libffi-dev":     {"libffi"},
		"openssl-dev":    {"libssl3", "libcrypto3"},
		"vips-dev":       {"vips"},
		"zlib-dev":       {"zlib"},
		"sqlite-dev":     {"sqlite-libs"},
		"libxml2-dev":    {"libxml2"},
		"libxslt-dev":    {"libxslt"},
		"mariadb-dev":    {"mariadb-connector-c"},
	}
}

// install reads a run of a system package manager.
func (l *Leaves) install(ins dockerfile.Instruction, c model.Command) {
	verb, skip := "", false
	for i := 1; i < len(c.Args); i++ {
		a := c.Arg(i)
		switch {
		case skip:
			skip = false
		case a == "":
			l.Problem(ins.Lines, "installs packages whose names can't be told")
			return
		case a == "--virtual" || a == "-t" && c.Name() == "apk":
			skip = true
		case strings.HasPrefix(a, "-"):
		case verb == "":
			verb = a
		case verb == "install" || verb == "add":
			l.Installs = true
			l.systemPackage(ins, c.Name(), a)
		}
	}
}

func (l *Leaves) systemPackage(ins dockerfile.Instruction, manager, written string) {
	name, _, _ := strings.Cut(written, "=")
	name, _, _ = strings.Cut(name, ":")
	table := developed()
	if manager == "apk" {
		table = developedAlpine()
	}
	run, known := table[name]
	switch {
	case known:
		l.Add(run...)
	case strings.Contains(runTime, " "+name+" ") || strings.HasPrefix(name, "fonts-"):
		l.Add(name)
	case strings.Contains(buildOnly, " "+name+" ") || strings.HasPrefix(name, "python3-dev"):
	default:
		l.Problem(ins.Lines, "installs %s, and whether the program needs it at run time is not known", name)
	}
}

// Setup are the instructions that install the packages in a final stage on a base of the same kind, with the cache mounts that the
// rules for package managers give; nil for none.
func (l *Leaves) Setup(libc string) []string {
	if len(l.Packages) == 0 {
		return nil
	}
	names := strings.Join(l.Packages, " ")
	if libc == "musl" {
		return []string{"RUN --mount=type=cache,target=/var/cache/apk,sharing=locked \\\n    apk add " + names}
	}
	return []string{
		"RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\\n" +
			"    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \\\n" +
			"    rm -f /etc/apt/apt.conf.d/docker-clean \\\n" +
			"    && apt-get update \\\n" +
			"    && apt-get install -y --no-install-recommends " + names,
	}
}
