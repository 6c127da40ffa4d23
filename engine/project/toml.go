package project

import (
	"errors"

	"github.com/pelletier/go-toml/v2"
)

// toml reads a file as TOML into v and returns its text; a file that can't be read is noted.
func (r *reader) toml(rel string, v any) (text []byte, ok bool) {
	text, ok = r.read(rel)
	if !ok {
		return nil, false
	}
	if err := toml.Unmarshal(text, v); err != nil {
		r.note(rel, tomlLine(err), err)
		return text, false
	}
	return text, true
}

// tomlLine returns the line that an error of the TOML library is about, 0 when it does not say.
func tomlLine(err error) int {
	var decode *toml.DecodeError
	if errors.As(err, &decode) {
		line, _ := decode.Position()
		return line
	}
	return 0
}
