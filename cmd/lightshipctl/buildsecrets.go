package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"lightship/engine/foreign"
)

// maxSecret is the most bytes that BuildKit takes as a secret (session/secrets, MaxSecretSize).
const maxSecret = 500 << 10

// buildSecrets are the secrets that RUN --mount=type=secret gets.
type buildSecrets struct{ given []string }

func (b *buildSecrets) flags(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&b.given, "secret", nil,
		"a secret for RUN --mount=type=secret, `id=ID[,src=FILE|,env=NAME]`; id alone takes the environment's variable of that name, or that file")
}

// values are the secrets by id.
func (b *buildSecrets) values() (map[string][]byte, error) {
	out := map[string][]byte{}
	for _, text := range b.given {
		id, value, err := readSecret(text)
		if err != nil {
			return nil, fmt.Errorf("--secret: %w; write --secret id=ID,src=FILE or --secret id=ID,env=NAME", err)
		}
		out[id] = value
	}
	return out, nil
}

// readSecret reads what one flag names. No error repeats a value.
func readSecret(text string) (id string, value []byte, err error) {
	file, variable := "", ""
	for field := range strings.SplitSeq(text, ",") {
		name, of, _ := strings.Cut(field, "=")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "id":
			id = of
		case "src", "source":
			file = of
		case "env":
			variable = of
		case "type":
			if of != "file" && of != "env" {
				return "", nil, fmt.Errorf("the type %q is neither file nor env", of)
			}
		default:
			return "", nil, fmt.Errorf("%q is not known", name)
		}
	}
	if id == "" {
		return "", nil, errors.New("a secret has no id")
	}
	if file == "" {
		if value, found := os.LookupEnv(cmp.Or(variable, id)); found {
			return id, []byte(value), nil
		}
		if variable != "" {
			return "", nil, fmt.Errorf("the environment has no variable %s", variable)
		}
		file = id
	}
	value, err = foreign.ReadFile(file, maxSecret)
	return id, value, err
}
