package project

import (
	"bytes"
	"cmp"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

const (
	// maxManifest is the most bytes of a Kubernetes manifest that are read; one of a workload has a few thousand.
	maxManifest = 256 << 10
	// maxManifests is how many YAML files are looked into, the ones nearest to the root first.
	maxManifests = 400
)

// workload finds the kinds of Kubernetes objects that start containers. Source: the workload resources of
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/.
var workload = regexp.MustCompile(`(?m)^\s*(?:- )?"?kind"?:\s*"?(Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|Pod)\b`)

// isManifest says whether a file's name is one that a Kubernetes manifest may have.
func isManifest(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".yaml" || ext == ".yml"
}

// readManifests are the starts of the Kubernetes manifests among YAML files, and the builds that skaffold files declare.
func (d *declarations) readManifests(files []string) declared {
	slices.SortFunc(files, func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.Count(a, "/"), strings.Count(b, "/")), cmp.Compare(a, b))
	})
	var out declared
	renamed := map[string]string{}
	for _, f := range files[:min(len(files), maxManifests)] {
		text := d.files.Head(f, maxManifest+1)
		switch name := path.Base(f); {
		case len(text) > maxManifest:
		case name == "skaffold.yaml" || name == "skaffold.yml":
			out.builds = append(out.builds, d.skaffoldBuilds(f, text)...)
		case name == "kustomization.yaml" || name == "kustomization.yml":
			readRenamed(text, renamed)
		case workload.Match(text):
			out.starts = append(out.starts, d.manifestStarts(f, text)...)
		}
	}
	nameImages(out.starts, renamed)
	return out
}

// readRenamed notes the images that a kustomization gives another name: the new one by the old.
func readRenamed(text []byte, into map[string]string) {
	var doc struct {
		Images []struct {
			Name    string `yaml:"name"`
			NewName string `yaml:"newName"`
		} `yaml:"images"`
	}
	if decodeYAML(text, &doc) != nil {
		return
	}
	for _, i := range doc.Images {
		if i.NewName != "" {
			into[i.Name] = i.NewName
		}
	}
}

// nameImages gives the containers of patches, which name no image, that of the container they change, and all the names by which
// the project may know them.
func nameImages(starts []Start, renamed map[string]string) {
	images := map[string]string{}
	for _, s := range starts {
		if s.Image != "" {
			images[s.Name] = s.Image
		}
	}
	for i := range starts {
		s := &starts[i]
		if s.Image == "" {
			s.Image = images[s.Name]
		}
		if newer, found := renamed[withoutTag(s.Image)]; found {
			s.alias = newer
		}
	}
}

// manifestStarts are the containers of a manifest. A template of Helm is read with the chart's own values.
func (d *declarations) manifestStarts(file string, text []byte) []Start {
	if bytes.Contains(text, []byte("{{")) {
		text = d.helmText(file, text)
	}
	var out []Start
	for _, doc := range d.files.documents(file, text) {
		out = append(out, objectStarts(file, doc)...)
	}
	return out
}

// member is the value of a key of a mapping, an empty node when there is none.
func member(n *yaml.Node, keys ...string) *yaml.Node {
	for _, key := range keys {
		found := &yaml.Node{}
		for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == key {
				found = n.Content[i+1]
				break
			}
		}
		if n = found; n.Kind == yaml.AliasNode {
			n = n.Alias
		}
	}
	return n
}

// objectStarts are the containers of an object, or of those in a list.
func objectStarts(file string, object *yaml.Node) []Start {
	kind := member(object, "kind").Value
	var out []Start
	if kind == "List" {
		for _, item := range member(object, "items").Content {
			out = append(out, objectStarts(file, item)...)
		}
		return out
	}
	pod := member(object, "spec", "template", "spec")
	switch kind {
	case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job":
	case "CronJob":
		pod = member(object, "spec", "jobTemplate", "spec", "template", "spec")
	case "Pod":
		pod = member(object, "spec")
	default:
		return nil
	}
	name := kind
	if own := known(member(object, "metadata", "name").Value); own != "" {
		name += " " + own
	}
	for _, list := range []string{"initContainers", "containers"} {
		for _, c := range member(pod, list).Content {
			if c.Kind == yaml.AliasNode {
				c = c.Alias
			}
			if c.Kind == yaml.MappingNode {
				out = append(out, containerStart(file, name, pod, c))
			}
		}
	}
	return out
}

// containerStart is how a container starts its image.
func containerStart(file, owner string, pod, c *yaml.Node) Start {
	name := owner + "/" + member(c, "name").Value
	s := Start{
		By: StartedByKubernetes, Name: name, Image: known(member(c, "image").Value), WorkingDir: known(member(c, "workingDir").Value),
		At:         Evidence{File: file, Line: c.Line, Says: "starts the container " + name},
		Entrypoint: manifestWords(file, c, "command"), Command: manifestWords(file, c, "args"),
	}
	for _, context := range []*yaml.Node{member(pod, "securityContext"), member(c, "securityContext")} {
		if user := known(member(context, "runAsUser").Value); user != "" {
			s.User = user
		}
	}
	for _, probe := range []struct{ key, kind string }{
		{"livenessProbe", "liveness probe"}, {"readinessProbe", "readiness probe"}, {"startupProbe", "startup probe"},
	} {
		s.check(probe.kind, member(c, probe.key))
	}
	s.check("hook", member(c, "lifecycle", "postStart"))
	s.check("hook", member(c, "lifecycle", "preStop"))
	for _, m := range member(c, "volumeMounts").Content {
		s.Volumes = append(s.Volumes, Volume{Target: member(m, "mountPath").Value})
	}
	for _, p := range member(c, "ports").Content {
		if n, err := strconv.Atoi(member(p, "containerPort").Value); err == nil {
			s.Ports = append(s.Ports, n)
		}
	}
	for _, e := range member(c, "env").Content {
		s.Environment = append(s.Environment, member(e, "name").Value)
	}
	return s
}

// check takes the command of a probe or hook.
func (s *Start) check(kind string, probe *yaml.Node) {
	exec := member(probe, "exec")
	if exec.Kind == 0 {
		return
	}
	if words := manifestWords(s.At.File, exec, "command"); words != nil {
		s.Checks = append(s.Checks, Check{Kind: kind, Argv: words.Argv, File: words.File, Line: words.Line, Unclear: words.Unclear})
	}
}

// uninstalled says why a text of a chart can't be told.
const uninstalled = "its words are only known when the chart is installed"

// manifestWords are the words of a list; nil when there is none. What is left open in an argument only matters to the program,
// but a shell's last word is what it runs.
func manifestWords(file string, n *yaml.Node, key string) *Words {
	list := member(n, key)
	switch {
	case list.Kind == 0 || list.Tag == "!!null" || list.Kind == yaml.SequenceNode && len(list.Content) == 0:
		return nil // Kubernetes takes an empty list for none.
	case list.Kind != yaml.SequenceNode:
		return &Words{File: file, Line: list.Line, Unclear: uninstalled}
	}
	out := &Words{File: file, Line: list.Line}
	for i, word := range list.Content {
		if strings.Contains(word.Value, unknownText) && (i == 0 || takesProgram(list.Content[i-1].Value)) {
			out.Unclear = uninstalled
		}
		out.Argv = append(out.Argv, word.Value)
	}
	return out
}

// known is a text of a manifest, empty when it is only known when the chart is installed.
func known(text string) string {
	if strings.Contains(text, unknownText) {
		return ""
	}
	return text
}

// skaffoldBuilds are the images that a skaffold file builds by a Dockerfile.
func (d *declarations) skaffoldBuilds(file string, text []byte) []Build {
	var doc struct {
		Build struct {
			Artifacts []struct {
				Image   string `yaml:"image"`
				Context string `yaml:"context"`
				Docker  *struct {
					Dockerfile string `yaml:"dockerfile"`
					Target     string `yaml:"target"`
				} `yaml:"docker"`
			} `yaml:"artifacts"`
		} `yaml:"build"`
	}
	if decodeYAML(text, &doc) != nil {
		return nil
	}
	var out []Build
	for _, a := range doc.Build.Artifacts {
		b := Build{By: skaffold, Images: []string{a.Image}}
		dockerfile := ""
		if a.Docker != nil {
			dockerfile, b.Target = a.Docker.Dockerfile, a.Docker.Target
		}
		d.place(&b, path.Dir(file), a.Context, dockerfile, path.Dir(file))
		if b.Problem == "" {
			out = append(out, b)
		}
	}
	return out
}
