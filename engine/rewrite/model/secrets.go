package model

import (
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
)

// secretWords are what names of secrets are made of; publicWords tell names that only look like it.
const (
	secretWords = " PASSWORD PASSWD PASSPHRASE SECRET TOKEN APIKEY CREDENTIAL CREDENTIALS PAT "
	publicWords = " PUBLIC FILE PATH URL URI ENDPOINT HEADER LENGTH TTL EXPIRY EXPIRATION NAME ID ISSUER ALGORITHM "
)

// IsSecretName says whether a variable's name is one that secrets have: DB_PASSWORD, NPM_TOKEN, AWS_SECRET_ACCESS_KEY.
func IsSecretName(name string) bool {
	words := strings.FieldsFunc(strings.ToUpper(name), func(r rune) bool { return r == '_' || r == '-' || r == '.' })
	secret := false
	for i, w := range words {
		if strings.Contains(publicWords, " "+w+" ") && i == len(words)-1 || w == "PUBLIC" {
			return false
		}
		key := (w == "KEY" || w == "KEYS") && i > 0 && slices.Contains([]string{"API", "PRIVATE", "ACCESS", "SECRET", "SIGNING", "ENCRYPTION", "MASTER", "AUTH"}, words[i-1])
		secret = secret || key || strings.Contains(secretWords, " "+w+" ")
	}
	return secret
}

// answers are values that are no secret whatever their name: those of a question, and of nothing at all. forBuilds are what
// a command of a build is given that wants some value to be there.
const (
	answers   = " 0 1 true false yes no on off none null nil unused xxx "
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

// secretShapes find secrets in any text: tokens of services by their form, and what follows the word password or token.
var secretShapes = []*regexp.Regexp{
	regexp.MustCompile(`\b((?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})`),
	regexp.MustCompile(`\b(glpat-[A-Za-z0-9_-]{16,})`),
	regexp.MustCompile(`\b((?:AKIA|ASIA)[0-9A-Z]{16})\b`),
	regexp.MustCompile(`\b(xox[abprs]-[A-Za-z0-9-]{10,})`),
	regexp.MustCompile(`\b(npm_[A-Za-z0-9]{30,})`),
	regexp.MustCompile(`\b(pypi-[A-Za-z0-9_-]{20,})`),
	regexp.MustCompile(`\b(sk_live_[A-Za-z0-9]{10,})`),
	regexp.MustCompile(`(?i)authorization:\s*(?:bearer|basic|token)\s+([^\s"'$]{6,})`),
	regexp.MustCompile(`[a-z][a-z0-9+.-]*://[^\s/:@"'$]+:([^\s/@"'$]{3,})@`),
	regexp.MustCompile(`(?i)(?:^|[\s"'])--?(?:password|passwd|token|secret|api-?key)(?:=|\s+)["']?([^\s"'$&|;]{4,})`),
	regexp.MustCompile(`(-----BEGIN [A-Z ]*PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]*PRIVATE KEY-----|\z))`),
}

// assignment finds NAME=value in any text.
var assignment = regexp.MustCompile(`\b([A-Za-z_][A-Za-z0-9_]*)=("[^"]*"|'[^']*'|[^\s"']+)`)

// SecretsIn returns the values in a text that have the form of secrets, or that are given to a name that secrets have.
func SecretsIn(text string) []string {
	var out []string
	for _, found := range assignment.FindAllStringSubmatch(text, -1) {
		value := strings.Trim(found[2], `"'`)
		if IsSecretName(found[1]) && len(value) >= shortestSecret && !strings.HasPrefix(value, "$") && !strings.Contains(value, Masked) && !isForBuild(value) {
			out = append(out, value)
		}
	}
	for _, shape := range secretShapes {
		for _, found := range shape.FindAllStringSubmatch(text, -1) {
			out = append(out, found[1])
		}
	}
	return out
}

// Masked stands for a secret's value wherever a text is shown.
const Masked = "********"

// Mask returns a text with the secrets of a file masked: the values of its ARG and ENV with a secret's name, and whatever
// has the form of one. All else stays as it is.
func Mask(f *dockerfile.File, text string) string {
	values := SecretsIn(text)
	for _, s := range f.Stages {
		for _, ins := range s.Instructions {
			values = append(values, secretValues(ins)...)
		}
	}
	for _, a := range f.Args {
		if IsSecretName(a.Name) && !IsPlaceholder(a.Value) {
			values = append(values, a.Value)
		}
	}
	slices.SortFunc(values, func(a, b string) int { return len(b) - len(a) })
	for _, v := range values {
		if len(v) >= shortestSecret {
			text = strings.ReplaceAll(text, v, Masked)
		}
	}
	return text
}

// shortestSecret is the shortest value that is masked everywhere; a shorter one could be part of any word.
const shortestSecret = 3

func secretValues(ins dockerfile.Instruction) []string {
	var out []string
	switch c := ins.Command.(type) {
	case *instructions.EnvCommand:
		for _, kv := range c.Env {
			if IsSecretName(kv.Key) && !strings.HasPrefix(kv.Value, "$") && !IsPlaceholder(kv.Value) {
				out = append(out, kv.Value, strings.Trim(kv.Value, `"'`))
			}
		}
	case *instructions.ArgCommand:
		for _, kv := range c.Args {
			if IsSecretName(kv.Key) && kv.Value != nil && !IsPlaceholder(*kv.Value) {
				out = append(out, *kv.Value, strings.Trim(*kv.Value, `"'`))
			}
		}
	}
	return out
}
