// Package secret finds secrets in texts and masks them: by the names that secrets have, by the forms that services and tools
// give them, and by values that are known. Everything that leaves Lightship goes through a Masker.
package secret

import (
	"slices"
	"strings"
)

// sure are the words that names of secrets are made of; shown tells names that only look like it, by their last word.
const (
	sure  = " PASSWORD PASSWD PASSPHRASE PWORD SECRET SECRETS TOKEN APIKEY CREDENTIAL CREDENTIALS PAT "
	shown = " PUBLIC FILE FILES PATH URL URI ENDPOINT HEADER LENGTH TTL EXPIRY EXPIRATION NAME ID ISSUER ALGORITHM TYPE LOCATION DIR "
)

// keys are the words that make a secret of a KEY behind them.
func keys() []string {
	return []string{"API", "PRIVATE", "ACCESS", "SECRET", "SIGNING", "ENCRYPTION", "MASTER", "AUTH", "ACCOUNT", "DEPLOY", "SERVICE"}
}

// words are the parts of a name in upper case: those of DB_PASSWORD, db-password, db.password and dbPassword.
func words(name string) []string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && 'A' <= r && r <= 'Z' && 'a' <= name[i-1] && name[i-1] <= 'z' {
			b.WriteByte('_')
		}
		b.WriteRune(r)
	}
	return strings.FieldsFunc(strings.ToUpper(b.String()), func(r rune) bool { return r == '_' || r == '-' || r == '.' })
}

// IsName says whether a variable's name is one that secrets have for sure: DB_PASSWORD, PGPASSWORD, MYSQL_PWD, NPM_TOKEN,
// AWS_SECRET_ACCESS_KEY.
func IsName(name string) bool {
	all := words(name)
	secret := false
	for i, w := range all {
		last := i == len(all)-1
		if strings.Contains(shown, " "+w+" ") && last || w == "PUBLIC" {
			return false
		}
		secret = secret || isWhole(w) || i > 0 && isBehind(all[i-1], w, last)
	}
	return secret
}

// isWhole says whether a word alone makes a name that of a secret.
func isWhole(w string) bool {
	return strings.HasSuffix(w, "PASSWORD") || strings.HasSuffix(w, "PASSWD") || w == "PGPASS" || strings.Contains(sure, " "+w+" ")
}

// isBehind says whether a word does behind another one: API KEY, DB PASS, MYSQL PWD.
func isBehind(before, w string, last bool) bool {
	switch w {
	case "KEY", "KEYS":
		return slices.Contains(keys(), before)
	case "PASS":
		return last
	case "PWD":
		return last && before != "OLD" && before != "INIT"
	}
	return false
}

// MayBeName says whether a value of this name is masked: those of IsName, and PASS, AUTH, KEY and the like, which often name
// something that everybody may know.
func MayBeName(name string) bool {
	if IsName(name) {
		return true
	}
	all := words(name)
	if len(all) == 0 || slices.Contains(all, "PUBLIC") || strings.Contains(shown, " "+all[len(all)-1]+" ") {
		return false
	}
	return slices.ContainsFunc(all, func(w string) bool {
		return slices.Contains([]string{"PASS", "PASSWORDS", "AUTH", "KEY", "KEYS", "PSK", "SALT", "COOKIE", "SIGNATURE", "DSN", "PIN", "OTP", "JWT"}, w)
	})
}

// answers are values that are no secret whatever their name: those of a question, and of nothing at all. forBuilds are what
// a command of a build is given that wants some value to be there.
const (
	answers   = " 0 1 true false yes no on off none null nil unused xxx required optional disabled enabled string "
	forBuilds = " build builder test testing example fake temp tmp secret changeme "
)

// IsPlaceholder says whether a value stands in the place of a secret and is none itself, such as dummy, or the yes of
// MYSQL_ALLOW_EMPTY_PASSWORD=yes.
func IsPlaceholder(value string) bool {
	v := strings.ToLower(strings.Trim(value, `"'`))
	plain := strings.NewReplacer("-", "", "_", "").Replace(v)
	for _, word := range []string{"dummy", "placeholder", "notasecret", "notneeded", "buildonly", "buildtime"} {
		if strings.Contains(plain, word) {
			return true
		}
	}
	return strings.Contains(answers, " "+v+" ") || v != "" && strings.Trim(v, "x*") == ""
}

// isForBuild says whether a value that a command is given is a placeholder, as in SECRET_KEY=build manage.py collectstatic.
func isForBuild(value string) bool {
	return IsPlaceholder(value) || strings.Contains(forBuilds, " "+strings.ToLower(value)+" ")
}
