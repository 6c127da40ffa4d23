package bases

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"lightship/engine/image"
)

// Judge says whether a program can run on a base, and why. Evidence that comes from the sources and not from a built
// program makes the verdict a predicted one.
func Judge(p Program, b Base) Verdict { return judge(p, b, time.Now()) }

// findings are the sentences of a verdict in the making.
type findings struct {
	against, caveats, fine []string
	// seen says that some are what a run showed.
	seen bool
}

func (f *findings) refuse(format string, args ...any) {
	f.against = append(f.against, fmt.Sprintf(format, args...))
}

func (f *findings) warn(format string, args ...any) {
	f.caveats = append(f.caveats, fmt.Sprintf(format, args...))
}

func (f *findings) note(format string, args ...any) {
	f.fine = append(f.fine, fmt.Sprintf(format, args...))
}

// verdict puts the weightiest sentences first.
func (f *findings) verdict(predicted bool) Verdict {
	v := Verdict{Level: Fits, Predicted: predicted, Seen: f.seen}
	switch {
	case len(f.against) > 0:
		v.Level = DoesNotFit
	case len(f.caveats) > 0:
		v.Level = Caveat
	}
	v.Reasons = append(append(append(v.Reasons, f.against...), f.caveats...), f.fine...)
	return v
}

func judge(p Program, b Base, now time.Time) Verdict {
	var f findings
	if b.unknown() {
		f.warn("nothing is known of %s until its registry is asked and its layers are read", b.Ref)
		return f.verdict(p.Predicted)
	}
	if p.Files != nil && !p.Predicted && b.Files != nil {
		judgeStart(&f, p, b)
		if p.Linkage == DynamicGlibc && older(b.LibcVersion, p.GLIBC) {
			// A pattern may ask for the builder's glibc, though this build happened to need an older one.
			f.refuse("wants GLIBC_%s, and %s carries glibc %s", p.GLIBC, b.Ref, b.LibcVersion)
		}
		if p.Runtime != "" && p.Runtime == b.Runtime {
			judgeRuntimeVersion(&f, p, b)
		}
	} else {
		judgeRuntime(&f, p, b)
		judgeLinkage(&f, p, b)
		judgeShell(&f, p, b)
	}
	judgePackages(&f, p, b)
	judgeTools(&f, p, b)
	judgeSeen(&f, p, b)
	judgeSurroundings(&f, p, b)
	judgeUser(&f, p, b)
	if EndOfLife(b, now) {
		f.warn("support of %s ended in %s", b.Ref, b.Support.Format("January 2006"))
	}
	if b.NonLTS {
		f.warn("%s is a release without long-term support", b.Ref)
	}
	return f.verdict(p.Predicted)
}

// unknown says that nothing tells what is in a base: an image of a private registry, say. That is no "no".
func (b Base) unknown() bool {
	return !b.Config.Known && b.Files == nil && b.Libc == "" && b.Shell == "" && b.Runtime == "" && b.PackageManager == "" && b.Family == "own"
}

// EndOfLife says whether a base's support had ended at a time.
func EndOfLife(b Base, at time.Time) bool {
	return !b.Support.IsZero() && b.Support.Before(at)
}

func judgeLinkage(f *findings, p Program, b Base) {
	switch p.Linkage {
	case Static:
		f.note("%s is static: it needs no loader and no library from the base", p.called())
	case DynamicGlibc:
		judgeGlibc(f, p, b)
	case DynamicMusl:
		judgeMusl(f, p, b)
	case Interpreted:
	default:
		if b.Libc == "" {
			f.refuse("it is not known how the program is linked, and %s carries no libc for one that is not static", b.Ref)
			return
		}
		f.warn("it is not known how the program is linked; %s carries %s", b.Ref, libcName(b))
	}
}

// called is a built program's path in its image, as verdicts that rest on files name it; else "the program".
func (p Program) called() string {
	if p.Files == nil || p.Predicted || len(p.Start.Args) == 0 {
		return "the program"
	}
	return cmp.Or(p.Files.Trace(p.Start, p.Files).Program, "the program")
}

func judgeGlibc(f *findings, p Program, b Base) {
	loader := p.loader("/lib64/ld-linux-x86-64.so.2")
	switch b.Libc {
	case "glibc":
	case "musl":
		f.refuse("the program is linked to glibc and needs the loader %s; %s carries musl", loader, b.Ref)
		return
	default:
		f.refuse("needs the loader %s, which this base lacks", loader)
		return
	}
	switch {
	case older(b.LibcVersion, p.GLIBC):
		f.refuse("wants GLIBC_%s, and %s carries glibc %s", p.GLIBC, b.Ref, b.LibcVersion)
	case b.LibcVersion == "" && p.GLIBC != "":
		f.warn("wants GLIBC_%s, and it is not known which glibc %s carries", p.GLIBC, b.Ref)
	}
	missing := missingLibraries(p, b)
	for _, soname := range missing {
		f.refuse("needs the library %s, which %s does not carry", soname, b.Ref)
	}
	if len(missing) == 0 && len(f.against) == 0 {
		f.note("%s is there for the loader %s", libcName(b), loader)
	}
}

func judgeMusl(f *findings, p Program, b Base) {
	loader := p.loader("/lib/ld-musl-x86_64.so.1")
	if b.Libc != "musl" {
		f.refuse("the program is linked to musl and needs the loader %s, which %s lacks", loader, b.Ref)
		return
	}
	missing := missingLibraries(p, b)
	for _, soname := range missing {
		f.refuse("needs the library %s, which %s does not carry", soname, b.Ref)
	}
	if len(missing) == 0 {
		f.note("musl is there for the loader %s", loader)
	}
}

// judgeShell looks for the shell of a start in shell form, which is always /bin/sh.
func judgeShell(f *findings, p Program, b Base) {
	switch {
	case !p.NeedsShell:
	case b.Shell == "":
		f.refuse("the program is started through a shell, and %s has none", b.Ref)
	case strings.HasPrefix(b.Shell, "/"):
		f.refuse("the program is started through /bin/sh, and %s has its shell at %s", b.Ref, b.Shell)
	default:
		f.note("the shell %s is there", b.Shell)
	}
}

// judgeSurroundings looks at what a program needs beside its libraries.
func judgeSurroundings(f *findings, p Program, b Base) {
	var brings image.Contents
	if p.Files != nil {
		brings = p.Files.Contents()
	}
	if p.NeedsCA {
		if b.CACertificates || brings.CACertificates {
			f.note("CA certificates are there")
		} else {
			f.warn("no CA certificates on %s: HTTPS calls to public servers fail", b.Ref)
		}
	}
	if p.NeedsZones {
		if b.Zones || brings.Zones {
			f.note("time zone data is there")
		} else {
			f.warn("no time zone data on %s: time.LoadLocation fails unless the program embeds it", b.Ref)
		}
	}
	if b.Ref == Scratch && !brings.Tmp {
		f.warn("there is no /tmp and no user list on scratch: temporary files and user names do not work")
	}
}

// firstUserPort is the first port that every user may listen on where the kernel's default holds.
const firstUserPort = 1024

// judgeUser looks at what the base's own user may not do.
func judgeUser(f *findings, p Program, b Base) {
	if isRoot(b.User) {
		return
	}
	for _, port := range p.Ports {
		if port > 0 && port < firstUserPort {
			f.warn("it listens on port %d, and %s runs as user %s: ports below %d may be closed to it (Docker opens them, Kubernetes does not always)",
				port, b.Ref, b.User, firstUserPort)
		}
	}
	for _, folder := range p.Start.Volumes {
		f.warn("it writes to %s, and %s runs as user %s: the folder has to belong to that user", folder, b.Ref, b.User)
	}
}

// isRoot says whether a user of an image's config is root.
func isRoot(user string) bool {
	name, _, _ := strings.Cut(user, ":")
	return name == "" || name == "root" || name == "0"
}

// loader returns the program's interpreter, or the usual one when it is not known.
func (p Program) loader(usual string) string {
	if p.Interpreter != "" {
		return p.Interpreter
	}
	return usual
}

// missingLibraries returns the sonames that neither the base's libc nor its other libraries provide.
func missingLibraries(p Program, b Base) []string {
	there := map[string]bool{}
	for _, soname := range b.Libraries {
		there[soname] = true
	}
	var missing []string
	for _, soname := range p.Needed {
		if !there[soname] && !ofLibc(soname) {
			missing = append(missing, soname)
		}
	}
	return missing
}

// ofLibc says whether a soname belongs to glibc or musl itself.
func ofLibc(soname string) bool {
	stem, _, _ := strings.Cut(soname, ".so")
	switch stem {
	case "libc", "libm", "libpthread", "libdl", "librt", "libresolv", "libutil", "libanl", "libnss_dns", "libnss_files":
		return true
	}
	return strings.HasPrefix(stem, "ld-linux") || strings.HasPrefix(stem, "ld-musl") || strings.HasPrefix(stem, "libc.musl")
}

// older says whether version a is lower than b, both dotted numbers; an empty one is not known and never older.
func older(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := 0; i < len(as) || i < len(bs); i++ {
		x, y := part(as, i), part(bs, i)
		if x != y {
			return x < y
		}
	}
	return false
}

func part(parts []string, i int) int {
	if i >= len(parts) {
		return 0
	}
	n, err := strconv.Atoi(parts[i])
	if err != nil {
		return 0
	}
	return n
}

func libcName(b Base) string {
	if b.LibcVersion == "" {
		return b.Libc
	}
	return b.Libc + " " + b.LibcVersion
}
