package printable

import (
	"encoding/json"
	"testing"
	"unicode"
)

func TestWhatDoesMoreThanBeSeenIsEscaped(t *testing.T) {
	for text, want := range map[string]string{
		"plain text\n\twith lines":      "plain text\n\twith lines",
		"Größe 12 µs, 日本語, 👩\u200d💻":    "Größe 12 µs, 日本語, 👩\u200d💻",
		"\x1b[2J\x1b]0;title\x07gone":   `\u001b[2J\u001b]0;title\u0007gone`,
		"\x1b[31mred\x1b[0m":            `\u001b[31mred\u001b[0m`,
		"user\u202egpj.exe":             `user\u202egpj.exe`,
		"a\u2066b\u2069c\u200fd\u061ce": `a\u2066b\u2069c\u200fd\u061ce`,
		"a\u2028b\u2029c\ufeffd\u200be": `a\u2028b\u2029c\ufeffd\u200be`,
		"one\rtwo":                      `one\rtwo`,
		"one\r\ntwo":                    "one\ntwo",
		"\x00\x7f\u009b31m":             `\u0000\u007f\u009b31m`,
		"\xff\xfe":                      `\xff\xfe`,
		"tag\U000e0041":                 `tag\udb40\udc41`,
		"no break\u00a0space":           "no break\u00a0space",
	} {
		if got := Text(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
	if got := Line("a\nb\tc\x1b"); got != `a\nb\tc\u001b` {
		t.Errorf("a line is %q", got)
	}
	if got := Line("a b"); got != "a b" {
		t.Errorf("a line is %q", got)
	}
}

func TestALogKeepsItsColoursAndNothingElse(t *testing.T) {
	for text, want := range map[string]string{
		"\x1b[1;31merror\x1b[0m: x":                "\x1b[1;31merror\x1b[0m: x",
		"\x1b[38:5:196mx\x1b[m\x1b[2K\x1b[1A":      "\x1b[38:5:196mx\x1b[m" + `\u001b[2K\u001b[1A`,
		"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\": `\u001b]8;;http://x\u001b\link\u001b]8;;\u001b\`,
		"10%\r20%\r\ndone":                         "10%\n20%\ndone",
	} {
		if got := Log(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}

func TestInJSONTheEscapesMeanTheSame(t *testing.T) {
	text := "a\u202eb\u0085c\U000e0041d\x7f"
	data, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	var back string
	if err := json.Unmarshal([]byte(Text(string(data))), &back); err != nil || back != text {
		t.Errorf("%q, %v", back, err)
	}
}

func FuzzText(f *testing.F) {
	f.Add("\x1b[31m\u202e\xff")
	f.Fuzz(func(t *testing.T, text string) {
		for _, shown := range []string{Text(text), Line(text)} {
			for _, r := range shown {
				if unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r) {
					t.Errorf("%q is shown as %q", text, shown)
				}
			}
		}
	})
}
