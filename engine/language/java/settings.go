package java

import (
	"bytes"
	"path"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"lightship/engine/evidence"
	"lightship/engine/project"
)

// databaseFile finds the file of an address of a database that is one.
var databaseFile = regexp.MustCompile(`jdbc:(?:h2:file:|h2:(?:\./|~/|/)|sqlite:|hsqldb:file:|derby:)([^;"'\s?]+)`)

// javaConfiguration are the files in the jar that may name files beside it.
func javaConfiguration(files *project.Files) []string {
	var out []string
	for _, name := range files.Names("src/main/resources") {
		for _, suffix := range []string{".properties", ".yml", ".yaml", ".xml", ".conf"} {
			if strings.HasSuffix(name, suffix) {
				out = append(out, "src/main/resources/"+name)
			}
		}
	}
	return out
}

// setting is a key of a configuration with its parts joined by dots, and its value.
type setting struct {
	key, value string
	line       int
}

// settingsOf is the evidence in files of configuration: logs and databases that are files, folders of uploads, ports.
func settingsOf(r *project.Files) evidence.List {
	var out evidence.List
	for _, file := range javaConfiguration(r) {
		var list []setting
		switch path.Ext(file) {
		case ".yml", ".yaml":
			for _, doc := range r.Documents(file) {
				list = append(list, flat("", doc, 0)...)
			}
		case ".xml":
			text, _ := r.Read(file)
			list = appenders(text)
		default:
			text, _ := r.Read(file)
			list = properties(text)
		}
		for _, s := range list {
			if e, found := s.evidence(); found {
				e.Source, e.File, e.Line = evidence.Sources, file, s.line
				out = append(out, e)
			}
		}
	}
	return out
}

// propertyLine finds a line of a file of properties.
var propertyLine = regexp.MustCompile(`^\s*([^#!\s:=][^\s:=]*)\s*[:=]\s*(.*?)\s*$`)

func properties(text []byte) []setting {
	var out []setting
	number := 0
	for line := range bytes.Lines(text) {
		number++
		if match := propertyLine.FindSubmatch(bytes.TrimRight(line, "\r\n")); match != nil {
			out = append(out, setting{string(match[1]), string(match[2]), number})
		}
	}
	return out
}

// deepest is how deep settings are looked for.
const deepest = 20

// flat are the settings below a key of YAML.
func flat(key string, n *yaml.Node, depth int) []setting {
	var out []setting
	switch {
	case depth > deepest:
	case n.Kind == yaml.ScalarNode:
		out = append(out, setting{key, n.Value, n.Line})
	case n.Kind == yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			out = append(out, flat(strings.TrimPrefix(key+"."+n.Content[i].Value, "."), n.Content[i+1], depth+1)...)
		}
	case n.Kind == yaml.SequenceNode:
		for _, item := range n.Content {
			out = append(out, flat(key, item, depth+1)...)
		}
	}
	return out
}

// appender finds the file of an appender of Logback or Log4j: an element file, an attribute fileName or a param File.
var appender = regexp.MustCompile(`(?i)<file>\s*([^<\s]+)\s*</file>|\bfileName\s*=\s*"([^"]+)"|<param\s+name="file"\s+value="([^"]+)"`)

// appenders are the settings of a file of XML that name a file which is written.
func appenders(text []byte) []setting {
	var out []setting
	lines := project.IndexLines(text)
	for _, match := range appender.FindAllSubmatchIndex(text, -1) {
		for group := 2; group+1 < len(match); group += 2 {
			if match[group] >= 0 {
				out = append(out, setting{"appender.file", string(text[match[group]:match[group+1]]), lines.Line(match[group])})
			}
		}
	}
	return out
}

// folders are the parts of keys that name a folder, beside "upload".
var folders = regexp.MustCompile(`(?i)upload[\w.-]*(?:dir|path|folder|location)`)

// evidence is what a setting shows; found is false when it shows nothing.
func (s setting) evidence() (e evidence.Evidence, found bool) {
	key := strings.ToLower(s.key)
	e = evidence.Evidence{Kind: evidence.Writes, Subject: s.value, Known: !strings.Contains(s.value, "${"), By: s.key}
	switch {
	case s.value == "":
		return e, false
	case databaseFile.MatchString(s.value):
		e.Subject = databaseFile.FindStringSubmatch(s.value)[1]
	case isPort(key):
		_, err := strconv.Atoi(s.value)
		return evidence.Evidence{Kind: evidence.Binds, Subject: s.value, Known: true, By: s.key}, err == nil
	case !namesWritten(key, s.value):
		return e, false
	}
	if !e.Known {
		e.Subject = ""
	}
	return e, true
}

func isPort(key string) bool {
	switch key {
	case "server.port", "management.server.port", "quarkus.http.port", "micronaut.server.port", "helidon.server.port":
		return true
	}
	return false
}

// namesWritten says whether a key, in small letters, sets a file or folder that is written.
func namesWritten(key, value string) bool {
	switch key {
	case "logging.file", "logging.file.name", "logging.file.path", "logging.path", "appender.file", "server.tomcat.basedir", "server.tomcat.accesslog.directory",
		"server.undertow.accesslog.dir", "server.jetty.accesslog.filename", "spring.servlet.multipart.location", "quarkus.log.file.path":
		return true
	case "quarkus.log.file.enable", "quarkus.http.access-log.log-to-file":
		return value == "true"
	}
	appends := strings.HasPrefix(key, "log4j.appender.") && strings.HasSuffix(key, ".file") || strings.HasPrefix(key, "appender.") && strings.HasSuffix(key, ".filename")
	return appends || folders.MatchString(key) && !strings.Contains(value, "://")
}
