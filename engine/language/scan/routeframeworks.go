package scan

import (
	"path"
	"regexp"
	"strings"
)

// What frameworks put routes behind a prefix with.
var (
	goGroup = regexp.MustCompile(`(\w+)\s*:?=\s*(\w+)\.(?:Group|PathPrefix)\(\s*"([^"]*)"`)
	goBlock = regexp.MustCompile(`\.Route\(\s*"(/[^"]*)"\s*,\s*func\(`)

	jsImport     = regexp.MustCompile(`(?:(?:const|let|var)\s+\{?\s*(\w+)\s*\}?\s*=\s*require\(\s*['"](\.[^'"]*)['"]|import\s+\{?\s*(\w+)\s*\}?\s+from\s+['"](\.[^'"]*)['"])`)
	jsUse        = regexp.MustCompile("\\.use\\(\\s*['\"`](/[^'\"`]*)['\"`]\\s*,([^;\\n]*)")
	jsRegister   = regexp.MustCompile(`\.register\(\s*(require\(\s*['"]\.[^'"]*['"]\s*\)|\w+)\s*,\s*\{[^}]*prefix:\s*['"](/[^'"]*)['"]`)
	jsRequired   = regexp.MustCompile(`require\(\s*['"](\.[^'"]*)['"]`)
	jsName       = regexp.MustCompile(`(\w+)(?:\.\w+)?(?:\(\))?\s*\)\s*$`)
	jsController = regexp.MustCompile(`@Controller\(\s*(?:\{[^}]*path:\s*)?['"]([^'"]*)['"]`)
	jsGlobal     = regexp.MustCompile(`\.setGlobalPrefix\(\s*['"]([^'"]*)['"]`)

	pyGroup   = regexp.MustCompile(`(\w+)\s*=\s*(?:Blueprint|APIRouter)\([^()]*?\b(?:url_)?prefix\s*=\s*["']([^"']*)["']`)
	pyMount   = regexp.MustCompile(`\.(register_blueprint|include_router)\(\s*([\w.]+)\s*,[^()]*?\b(?:url_)?prefix\s*=\s*["']([^"']*)["']`)
	pyPlain   = regexp.MustCompile(`\.(?:register_blueprint|include_router)\(\s*([\w.]+)\s*,?\s*\)`)
	pyInclude = regexp.MustCompile(`path\(\s*["']([\w/-]*)["']\s*,\s*include\(\s*["']([\w.]+)["']`)
	pyFrom    = regexp.MustCompile(`(?m)^[ \t]*from\s+(\.*[\w.]*)\s+import\s+\(?([^\n)]*)`)

	javaClass = regexp.MustCompile(`@(?:RequestMapping|Path)\(\s*(?:(?:value|path)\s*=\s*)?\{?\s*"([^"]*)"[^)]*\)\s*(?:@\w+(?:\([^)]*\))?\s*)*(?:(?:public|final|abstract|open)\s+)*class\b`)

	rustScope = regexp.MustCompile(`\bscope\(\s*"([^"]*)"\s*\)`)
	rustNest  = regexp.MustCompile(`\.nest\(\s*"([^"]*)"\s*,\s*(?:(\w+)\s*(?:\(\s*\))?\s*\))?`)
	rustMount = regexp.MustCompile(`\.mount\(\s*"([^"]*)"\s*,\s*routes!\[([^\]]*)\]`)
)

func goGroups(_, text string) groups {
	g := groups{vars: map[string]group{}}
	each(goGroup, text, func(m []string, _, _ int) { g.vars[m[1]] = group{m[2], m[3]} })
	each(goBlock, text, func(m []string, from, to int) {
		open := from + strings.IndexByte(text[from:to], '(')
		g.blocks = append(g.blocks, block{to, closing(text, open), m[1]})
	})
	return g
}

func jsGroups(name, text string) groups {
	g := groups{imports: map[string]imported{}, blocks: consecutive(jsController, text)}
	beside := func(file string) []string {
		at := path.Join(path.Dir(name), file)
		for _, suffix := range []string{".js", ".mjs", ".cjs", ".ts", "/index"} {
			at = strings.TrimSuffix(at, suffix)
		}
		return []string{at}
	}
	put := func(what, prefix string) {
		if m := jsRequired.FindStringSubmatch(what); m != nil {
			g.mounts = append(g.mounts, mount{files: beside(m[1]), prefix: prefix})
		} else if m := jsName.FindStringSubmatch(what); m != nil {
			g.mounts = append(g.mounts, mount{name: m[1], prefix: prefix})
		}
	}
	each(jsUse, text, func(m []string, _, _ int) { put(strings.TrimSpace(m[2]), m[1]) })
	each(jsRegister, text, func(m []string, _, _ int) { put(m[1]+")", m[2]) })
	each(jsGlobal, text, func(m []string, _, _ int) { g.all = m[1] })
	if len(g.mounts) > 0 { // Only what is mounted is looked for among what is imported.
		each(jsImport, text, func(m []string, _, _ int) { g.imports[m[1]+m[3]] = imported{beside(m[2] + m[4]), ""} })
	}
	return g
}

func pyGroups(name, text string) groups {
	g := groups{vars: map[string]group{}, imports: map[string]imported{}}
	file := func(module string) string {
		rest := strings.TrimLeft(module, ".")
		at := strings.ReplaceAll(rest, ".", "/")
		if dots := len(module) - len(rest); dots > 0 {
			return path.Join(path.Dir(name), strings.Repeat("../", dots-1), at)
		}
		return at
	}
	each(pyFrom, text, func(m []string, _, _ int) {
		for word := range strings.SplitSeq(m[2], ",") {
			what, as, renamed := strings.Cut(strings.TrimSpace(word), " as ")
			if what == "" || what == "*" {
				continue
			}
			if !renamed {
				as = what
			}
			g.imports[strings.TrimSpace(as)] = imported{[]string{path.Join(file(m[1]), what), file(m[1])}, what}
		}
	})
	each(pyGroup, text, func(m []string, _, _ int) { g.vars[m[1]] = group{"", m[2]} })
	// Flask's prefix of the registration holds over that of the blueprint; FastAPI's stands before it.
	each(pyMount, text, func(m []string, _, _ int) {
		g.mounts = append(g.mounts, mount{name: m[2], prefix: m[3], instead: m[1] == "register_blueprint"})
	})
	each(pyPlain, text, func(m []string, _, _ int) { g.mounts = append(g.mounts, mount{name: m[1]}) })
	each(pyInclude, text, func(m []string, _, _ int) {
		g.mounts = append(g.mounts, mount{files: []string{file(m[2])}, prefix: m[1]})
	})
	return g
}

func javaGroups(_, text string) groups { return groups{blocks: consecutive(javaClass, text)} }

func rustGroups(_, text string) groups {
	var g groups
	each(rustScope, text, func(m []string, from, to int) {
		open := enclosing(text, from)
		b := block{to, closing(text, open), m[1]}
		if end := strings.IndexByte(text[to:], ';'); end >= 0 && strings.HasPrefix(text[open:], "{") {
			b.to = to + end
		}
		g.blocks = append(g.blocks, b)
	})
	each(rustNest, text, func(m []string, from, _ int) {
		open := from + strings.IndexByte(text[from:], '(')
		b := block{open, closing(text, open), m[1]}
		if m[2] != "" {
			b.from, b.to = rustDefined(text, m[2])
		}
		g.blocks = append(g.blocks, b)
	})
	each(rustMount, text, func(m []string, _, _ int) {
		for name := range strings.SplitSeq(m[2], ",") {
			name = name[strings.LastIndexByte(name, ':')+1:]
			if at := strings.Index(text, "fn "+strings.TrimSpace(name)+"("); at >= 0 {
				g.blocks = append(g.blocks, block{max(strings.LastIndex(text[:at], "#[get("), 0), at, m[1]})
			}
		}
	})
	return g
}

// rustDefined is where a variable's or a function's value stands in a text; nowhere when it is not found.
func rustDefined(text, name string) (from, to int) {
	if at := strings.Index(text, "fn "+name+"("); at >= 0 {
		if open := strings.IndexByte(text[at:], '{'); open >= 0 {
			return at, closing(text, at+open)
		}
	}
	if at := strings.Index(text, "let "+name+" "); at >= 0 {
		if end := strings.IndexByte(text[at:], ';'); end >= 0 {
			return at, at + end
		}
	}
	return 0, 0
}
