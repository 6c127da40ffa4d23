package project

import (
	"errors"

	"github.com/pelletier/go-toml/v2"

	"lightship/engine/foreign"
)

// TOML reads a file as TOML into v and returns its text; a file that can't be read is noted.
func (f *Files) TOML(rel string, v any) (text []byte, ok bool) {
	text, ok = f.Read(rel)
	if !ok {
		return nil, false
	}
	if err := foreign.TOML(text); err != nil {
		f.Note(rel, 0, err)
		return text, false
	}
	if err := toml.Unmarshal(text, v); err != nil {
		f.Note(rel, tomlLine(err), err)
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
