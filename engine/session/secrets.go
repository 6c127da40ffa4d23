package session

import (
	"github.com/sirupsen/logrus"

	"lightship/engine/printable"
	"lightship/engine/secret"
)

// Secrets is the masker of this session: it knows the secrets of the open Dockerfile and of what the builds are given. What
// leaves Lightship goes through it.
func (s *Session) Secrets() *secret.Masker { return s.secrets }

// maskedProblem is a problem without secrets, and printable: an error repeats the command that failed.
func maskedProblem(p *Problem, m *secret.Masker) *Problem {
	if p == nil {
		return nil
	}
	title, detail := printable.Line(m.MaskSure(p.Title)), printable.Text(m.MaskSure(p.Detail))
	if title == p.Title && detail == p.Detail {
		return p
	}
	masked := *p
	masked.Title, masked.Detail = title, detail
	return &masked
}

// maskLog has every line of a log masked.
func maskLog(log logrus.FieldLogger, m *secret.Masker) {
	if logger, ok := log.(*logrus.Logger); ok {
		logger.SetFormatter(masking{logger.Formatter, m})
	}
}

// masking is a log's formatter with its secrets masked.
type masking struct {
	logrus.Formatter
	secrets *secret.Masker
}

// Format writes a line.
func (f masking) Format(entry *logrus.Entry) ([]byte, error) {
	line, err := f.Formatter.Format(entry)
	return []byte(f.secrets.Mask(string(line))), err
}
