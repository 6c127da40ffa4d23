package project

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"lightship/engine/foreign"
)

// errTooLarge is what is said of a file that is not read for its size.
var errTooLarge = errors.New("is too large to be read")

// readText reads a regular file of at most limit bytes and returns it as UTF-8: editors on Windows write UTF-16, and
// pip and others read it by its byte order mark.
func readText(path string, limit int64) ([]byte, error) {
	text, err := foreign.ReadFile(path, limit)
	switch {
	case errors.Is(err, foreign.ErrNotRegular):
		return nil, errors.New("is not a regular file")
	case errors.Is(err, foreign.ErrLarge):
		return nil, fmt.Errorf("%w: the most is %d bytes", errTooLarge, limit)
	case err != nil:
		return nil, Reason(err)
	}
	return decodeText(text)
}

func decodeText(text []byte) ([]byte, error) {
	if !bytes.HasPrefix(text, []byte{0xEF, 0xBB, 0xBF}) && !bytes.HasPrefix(text, []byte{0xFF, 0xFE}) &&
		!bytes.HasPrefix(text, []byte{0xFE, 0xFF}) {
		return text, nil
	}
	out, _, err := transform.Bytes(unicode.BOMOverride(encoding.Nop.NewDecoder()), text)
	if err != nil {
		return nil, fmt.Errorf("has a byte order mark and can't be decoded: %w", err)
	}
	return out, nil
}

// secretInURL finds user and password of an address.
var secretInURL = regexp.MustCompile(`://[^/@\s]+@`)

// WithoutSecret is an address without the user and password in it.
func WithoutSecret(address string) string { return secretInURL.ReplaceAllString(address, "://***@") }
