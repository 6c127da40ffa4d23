package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
	"lightship/engine/secret"
)

func secretInImage() rule.Rule {
	return rule.Rule{
		ID: "secret-in-image", Group: rule.Safety, Severity: rule.Error, Title: "A secret that everybody can read",
		Next:  "call the build with --secret, read it in RUN --mount=type=secret, and replace the one that is known now",
		Also:  []string{"SecretsUsedInArgOrEnv"},
		Why:   "Whoever can pull the image can read its environment, its history and every layer, files deleted later too.",
		Check: checkSecrets,
	}
}

// useMount is why there is no change for a secret.
const useMount = "a secret has to come from outside the file"

func checkSecrets(m *model.Model) []rule.Finding {
	var out []rule.Finding
	for _, s := range m.Stages {
		for _, ins := range s.Instructions {
			if why := secretIn(ins); why != "" {
				f := rule.Refuse(ins.Lines, useMount)
				f.Why = why
				out = append(out, f)
			}
		}
	}
	return out
}

// secretIn says what secret an instruction puts into the image or its history; empty when none. It never says its value.
func secretIn(ins dockerfile.Instruction) string {
	switch c := ins.Command.(type) {
	case *instructions.EnvCommand:
		if i := slices.IndexFunc(c.Env, setsSecret); i >= 0 {
			return "ENV " + c.Env[i].Key + " is in the image's config for everybody to read."
		}
	case *instructions.ArgCommand:
		for _, kv := range c.Args {
			if secret.IsName(kv.Key) {
				return "ARG " + kv.Key + " is in the image's history for everybody to read."
			}
		}
	case *instructions.CopyCommand:
		if c.From != "" {
			return ""
		}
		for _, src := range c.SourcePaths {
			if isSecretFile(path.Base(src)) {
				return path.Base(src) + " is in a layer for everybody to read, even if it is deleted later."
			}
		}
	case *instructions.RunCommand:
		if len(secret.In(ins.Text)) > 0 {
			return "The command holds a token or password, which is in the image's history."
		}
	}
	return ""
}

// setsSecret says whether a variable of ENV has a secret's name and a value of its own that may be one.
func setsSecret(kv instructions.KeyValuePair) bool {
	return secret.IsName(kv.Key) && strings.Trim(kv.Value, `"'`) != "" && !onlyReference(kv.Value) && !secret.IsPlaceholder(kv.Value)
}

// onlyReference says whether a value is nothing but another variable.
func onlyReference(value string) bool {
	return strings.HasPrefix(value, "$") && !strings.ContainsAny(strings.Trim(value, "${}"), " /:.$")
}

// isSecretFile says whether a file of this name is known to hold secrets.
func isSecretFile(name string) bool {
	switch name {
	case ".env", ".netrc", ".pgpass", ".git-credentials", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "credentials.json",
		"service-account.json", ".htpasswd", ".dockercfg", "kubeconfig", ".pypirc":
		return true
	}
	return strings.HasSuffix(name, ".pem") && !strings.Contains(name, "cert") && !strings.Contains(name, "ca") ||
		strings.HasSuffix(name, ".key") || strings.HasSuffix(name, ".p12") || strings.HasSuffix(name, ".pfx") || strings.HasSuffix(name, ".jks")
}
