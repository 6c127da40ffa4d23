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
	rest := strings.TrimLeft(part, "^~<>=!")
	operator := part[:len(part)-len(rest)]
	want, ok := minor(rest)
	if rest == "4" || rest == "4.0" {
		want, ok = 1<<20, true
	}
	patch := strings.Count(rest, ".") > 1 && !strings.HasSuffix(rest, ".*")
	switch {
	case part == "*":
		return true
	case !ok || strings.ContainsAny(rest, "|"):
		return false
	case operator == "^" || operator == ">=":
		return have > want || have == want && !patch
	case operator == ">":
		return have > want
	case operator == "<":
		return have < want
	case operator == "<=":
		return have < want || have == want && !patch
	case operator == "" || operator == "==" || operator == "~":
		return have == want && !patch
	case operator == "~=" && !patch:
		return have >= want
	case operator == "!=":
		return have != want
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
