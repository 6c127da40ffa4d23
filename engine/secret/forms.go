package secret

import (
	"regexp"
	"strings"
)

// form is how a service or a tool writes a secret. Its expression is only tried on texts that hold one of the hints, in lower
// case; its last group that matched is the secret.
type form struct {
	hints []string
	re    *regexp.Regexp
}

func of(hints, re string) form {
	return form{strings.Fields(hints), regexp.MustCompile(re)}
}

// quoted is a value: in quotes, or up to a character that ends a word of a shell, a URL or a document.
const quoted = `(?:"([^"\n]+)"|'([^'\n]+)'|([^\s"'&|;,<>()\[\]{}` + "`" + `\\]+))`

// tokens are what services give out, known by how they begin. The services' documentation of their token formats says so.
var tokens = []form{
	of("ghp_ gho_ ghu_ ghs_ ghr_ github_pat_", `\b((?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})`),
	of("glpat- gldt- glrt- glcbt- glptt-", `\b(gl(?:pat|dt|rt|cbt|ptt)-[A-Za-z0-9_.-]{16,})`),
	of("akia asia", `\b((?:AKIA|ASIA)[0-9A-Z]{16})\b`),
	of("xox xapp-", `\b((?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,})`),
	of("hooks.slack.com", `hooks\.slack\.com/(?:services|workflows)/([A-Za-z0-9/_-]{20,})`),
	of("npm_", `\b(npm_[A-Za-z0-9]{30,})`),
	of("pypi-", `\b(pypi-[A-Za-z0-9_-]{20,})`),
	of("sk_live_ rk_live_ sk_test_ rk_test_ whsec_", `\b((?:[sr]k_(?:live|test)|whsec)_[A-Za-z0-9]{10,})`),
	of("sk-", `\b(sk-[A-Za-z0-9_-]{20,})`),
	of("aiza", `\b(AIza[0-9A-Za-z_-]{35})`),
	of("ya29.", `\b(ya29\.[0-9A-Za-z_-]{20,})`),
	of("dckr_", `\b(dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,})`),
	of("hf_", `\b(hf_[A-Za-z0-9]{30,})`),
	of("dop_v1_ doo_v1_ dor_v1_", `\b(do[por]_v1_[a-f0-9]{40,})`),
	of("shpat_ shpss_ shpca_ shppa_", `\b(shp(?:at|ss|ca|pa)_[A-Fa-f0-9]{30,})`),
	of("sq0", `\b(sq0(?:atp|csp|idp)-[0-9A-Za-z_-]{20,})`),
	of("sg.", `\b(SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,})`),
	of("hvs. hvb.", `\b(hv[sb]\.[A-Za-z0-9_-]{20,})`),
	of("glsa_ glc_", `\b(gl(?:sa|c)_[A-Za-z0-9_=-]{20,})`),
	of("age-secret-key-", `\b(AGE-SECRET-KEY-1[0-9A-Z]{20,})`),
	of("dapi", `\b(dapi[a-f0-9]{32})\b`),
	of("lin_api_ rubygems_ sbp_ pscale_ sntrys_ fio-u- figd_ nfp_", `\b((?:lin_api_|rubygems_|sbp_|pscale_tkn_|sntrys_|fio-u-|figd_|nfp_)[A-Za-z0-9_.=-]{20,})`),
	of("eyj", `\b(eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?)`),
	of("accountkey= sharedaccesskey=", `(?i)(?:AccountKey|SharedAccessKey)=([A-Za-z0-9+/=]{20,})`),
	of("private", `(-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?:[A-Za-z0-9+/=\\\s,:.-]*?-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|(?:[A-Za-z0-9+/=]|\s|\\n)*))`),
	of("ntn_ tfp_ rpa_ r8_ gsk_ xai- pplx- fo1_", `\b((?:(?:ntn|tfp|rpa|r8|gsk|fo1)_|(?:xai|pplx)-)[A-Za-z0-9_-]{30,})`),
	of("atatt3 atctt3", `\b(AT[AC]TT3[A-Za-z0-9_=-]{20,})`),
	of("pat-", `\b(pat-[a-z]{2}\d-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b`),
	of("key-", `\b(key-[0-9a-f]{32})\b`),
	of("private-lines", `Private-Lines:\s*\d+\s+((?:[A-Za-z0-9+/=]{16,}\s*)+)`),
	of(":aa", `\b([0-9]{8,10}:AA[A-Za-z0-9_-]{32,})`),
}

// handed are secrets that a command is given: in a header, an address, a flag or a file that it reads.
var handed = []form{
	of("authorization", `(?i)authorization["']?\s*[:=]\s*["']?(?:bearer|basic|token|digest)\s+([^\s"'$\\]{6,})`),
	of("-token: -key: token:", `(?i)\b(?:x-[a-z-]*(?:token|key|auth)|private-token|job-token|deploy-token|api-key)\s*:\s*([^\s"'$\\]{6,})`),
	of("@", `://[^\s/:@"'$]*:([^\s/@"'$]{3,})@`),
	of("@", `[a-z]://([^\s/:@"'$]{20,})@`),
	of("pass token secret key credential bearer", `(?i)(?:^|[\s"'\[,])--?(?:[a-z0-9]+-)*(?:password|passwd|passphrase|pass|requirepass|storepass|keypass|oauth2-bearer|token|auth-token|secret|secret-key|access-key|api-?key|private-key|credentials?)(?:=|\s+|["']\s*,\s*)`+quoted),
	of("-u --user --proxy-user", `(?:^|\s)(?:-u\s*|--(?:proxy-)?user[=\s]\s*)["']?[^\s"':$]+:([^\s"'$]{3,})`),
	of("-p", `(?:mysql|mariadb|mysqldump|mysqladmin|mariadb-dump|mariadb-admin)\b[^\n;|&]*?\s-p["']?([^\s"'$=]{3,})`),
	of("login", `\blogin\b[^\n;|&]*?\s-p[\s=]?([^\s"'$-][^\s"']{3,})`),
	of("sshpass ldap", `\b(?:sshpass|ldap[a-z]+)\b[^\n;|&]*?\s(?:-p|-w)\s*["']?([^\s"'$-][^\s"']{3,})`),
	of("_authtoken _auth _password", `(?i)_(?:authToken|auth|password)\s*=\s*`+quoted),
	of("password", `(?i)\b(?:machine\s+\S+|default)\s+login\s+\S+\s+password\s+(\S{3,})`),
	of("redis-cli", `redis-cli\b[^\n;|&]*?\s-a\s*["']?([^\s"'$]{3,})`),
	of("requirepass", `(?i)\brequirepass\s+["']?([^\s"'$]{3,})`),
}

// assignment finds NAME=value and NAME = "value"; entry finds NAME: value, as JSON and YAML write it, and query what an address
// is asked with; declared finds ENV NAME value.
var (
	assignment = regexp.MustCompile(`\b([A-Za-z_][A-Za-z0-9_.-]*)\s?=\s?(?:\\?"([^"\\\n]*)\\?"|'([^'\n]*)'|([^\s"']+))`)
	entry      = regexp.MustCompile(`(?m)["']?\b([A-Za-z_][A-Za-z0-9_.-]*)\\?["']?\s*:\s*(?:\\?"([^"\\\n]*)\\?"|'([^'\n]*)'|([^\s"',{}\[\]]+))`)
	query      = regexp.MustCompile(`[?&;]([A-Za-z_][A-Za-z0-9_.-]*)=([^\s"'&;#$<>]{3,})`)
	declared   = regexp.MustCompile(`(?im)^\s*(?:ONBUILD\s+)?ENV\s+([A-Za-z_][A-Za-z0-9_.-]*)[ \t]+([^\n=]+?)\s*$`)
)

// stems are what every name that a secret may have holds, in lower case.
const stems = "pass pwd pword token secret key auth cred _pat psk salt cookie signature dsn pin otp jwt"

// hasStem says whether a text, in lower case, can hold the name of a secret.
func hasStem(lower string) bool {
	for stem := range strings.FieldsSeq(stems) {
		if strings.Contains(lower, stem) {
			return true
		}
	}
	return strings.HasPrefix(lower, "pat")
}

// In returns the values in a text that are secrets for sure: they have the form of one, or are given to a name that secrets
// have.
func In(text string) []string {
	if len(text) < shortest {
		return nil
	}
	lower := strings.ToLower(text)
	var out []string
	if hasStem(lower) {
		out = named(text, assignment, IsName)
	}
	for _, list := range [][]form{tokens, handed, commands} {
		for _, f := range list {
			out = f.find(out, text, lower)
		}
	}
	return out
}

// MayBeIn returns the values in a text that are masked: those of In, and those of names that secrets often have, in
// assignments, JSON, YAML, addresses and ENV lines.
func MayBeIn(text string) []string {
	out := In(text)
	if len(text) < shortest || !hasStem(strings.ToLower(text)) {
		return out
	}
	for _, how := range []*regexp.Regexp{assignment, entry, query, declared} {
		out = append(out, named(text, how, MayBeName)...)
	}
	return out
}

// named are the values that an expression finds for names that are secrets'.
func named(text string, how *regexp.Regexp, isSecret func(string) bool) []string {
	var out []string
	for _, lines := range aroundStems(text) {
		for _, found := range how.FindAllStringSubmatch(lines, -1) {
			if !isSecret(found[1]) {
				continue
			}
			if value := lastOf(found[2:]); isValue(value) && !isForBuild(value) && !isPath(found[1], value) {
				out = append(out, value)
			}
		}
	}
	return out
}

// aroundStems are the parts of a text where a secret's name may stand: lines with a stem, and the next that is not empty, where
// the value may be. Expressions are slow, and long texts have few such lines.
func aroundStems(text string) []string {
	var out []string
	begin, at, open := -1, 0, false
	for line := range strings.Lines(text) {
		has := hasStem(strings.ToLower(line))
		if begin >= 0 && !open && !has {
			out, begin = append(out, text[begin:at]), -1
		}
		if has && begin < 0 {
			begin = at
		}
		open = has || open && strings.TrimSpace(line) == ""
		at += len(line)
	}
	if begin >= 0 {
		out = append(out, text[begin:])
	}
	return out
}

// switches are flags that say that there is no password, or where one comes from: they take no value. So does a flag that another one
// follows.
var switches = regexp.MustCompile(`(?i)^\W*--?(?:disabled?|no|without|skip|empty|allow-empty|allow-blank|locked|require|prompt|ask|random)-[a-z-]+\s|^\W*--?[a-z-]+\s+--?[a-z]`)

// find adds what has the form.
func (f form) find(out []string, text, lower string) []string {
	for _, hint := range f.hints {
		if !strings.Contains(lower, hint) {
			continue
		}
		for _, found := range f.re.FindAllStringSubmatch(text, -1) {
			if switches.MatchString(found[0]) {
				continue
			}
			if value := lastOf(found[1:]); isValue(value) && !IsPlaceholder(value) {
				out = append(out, value)
			}
		}
		return out
	}
	return out
}

// lastOf is the group that matched.
func lastOf(groups []string) string {
	for i := len(groups) - 1; i >= 0; i-- {
		if groups[i] != "" {
			return strings.Trim(groups[i], `"'`)
		}
	}
	return ""
}

// isValue says whether a text can be a secret itself: it is no reference to one, and not masked yet.
func isValue(value string) bool {
	return len(value) >= shortest && !strings.HasPrefix(value, "$") && !strings.HasPrefix(value, "id=") && !strings.HasPrefix(value, "type=") &&
		!strings.HasPrefix(value, "{{") && !strings.HasPrefix(value, "<") && !strings.HasPrefix(value, "env:") && !strings.Contains(value, Masked)
}

// isPath says whether the value of a name such as KEY or PWD is the path of a file.
func isPath(name, value string) bool {
	return !IsName(name) && (strings.HasPrefix(value, "/") || strings.HasPrefix(value, "./") || strings.HasPrefix(value, "~"))
}
