package python

import (
	"strconv"
	"strings"
)

// allows says whether a version of Python such as "3.13" is surely one that a constraint of poetry, pipenv or PEP 440 asks for.
// What can't be read counts as no.
func allows(constraint, version string) bool {
	have, ok := minor(version)
	if !ok {
		return false
	}
	for part := range strings.SplitSeq(constraint, ",") {
		if !allowsPart(strings.ReplaceAll(part, " ", ""), have) {
			return false
		}
	}
	return true
}

// allowsPart is allows for one condition. have is the minor version of Python 3.
func allowsPart(part string, have int) bool {
	if part == "*" {
		return true
	}
	c, ok := readCondition(part)
	return ok && c.holds(have)
}

// condition is a part of a constraint: an operator and the version behind it.
type condition struct {
	operator string
	// minor is the second number of the version; patch says that a third one follows, which the image's is not known to meet.
	minor int
	patch bool
}

// python4 is the minor version that Python 4 is taken for: above all of Python 3.
const python4 = 1 << 20

// readCondition is not ok for a version that can't be read, or for more than one.
func readCondition(part string) (c condition, ok bool) {
	version := strings.TrimLeft(part, "^~<>=!")
	c.operator = strings.TrimSuffix(part, version)
	if version == "4" || version == "4.0" {
		c.minor = python4
		return c, true
	}
	c.minor, ok = minor(version)
	c.patch = strings.Count(version, ".") > 1 && !strings.HasSuffix(version, ".*")
	return c, ok && !strings.Contains(version, "|")
}

// holds says whether a minor version meets the condition, whichever patch of it the image has.
func (c condition) holds(have int) bool {
	same := have == c.minor && !c.patch
	switch c.operator {
	case "", "==", "~":
		return same
	case "!=":
		return have != c.minor
	case "^", ">=":
		return have > c.minor || same
	case ">":
		return have > c.minor
	case "<":
		return have < c.minor
	case "<=":
		return have < c.minor || same
	case "~=":
		return have >= c.minor && !c.patch
	}
	return false
}

// minor is the second number of a version of Python 3: 13 of "3.13", "3.13.1" and "3.13.*".
func minor(version string) (int, bool) {
	parts := strings.Split(version, ".")
	if parts[0] != "3" {
		return 0, false
	}
	if len(parts) == 1 || parts[1] == "*" {
		return 0, len(parts) == 1
	}
	n, err := strconv.Atoi(parts[1])
	return n, err == nil
}
