package effects

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lightship/engine/dockerfile"
	"lightship/engine/project"
	"lightship/engine/rewrite/model"
)

// stageOf is the last stage of a Dockerfile in a project with files.
func stageOf(t *testing.T, text string, files map[string]string) *model.Stage {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	f, err := dockerfile.Parse([]byte(text), dockerfile.Options{Name: "Dockerfile", Platform: "linux/amd64"})
	if err != nil {
		t.Fatal(err)
	}
	m, err := model.New(f, &project.Project{Dir: dir}, model.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	return m.Final()
}

// names are the kinds as the tests write them.
func names() map[Kind]string {
	return map[Kind]string{
		Unknown: "unknown", Runs: "runs", Writes: "writes", Makes: "makes", Copies: "copies", Moves: "moves", Links: "links", Removes: "removes",
		Permits: "permits", Owns: "owns", Installs: "installs", Uninstalls: "uninstalls", AddsUser: "user", AddsGroup: "group", ChangesUser: "changes",
		Downloads: "downloads", Configures: "configures", Serves: "serves", Sets: "sets",
	}
}

// said is an effect in one line.
func said(e Effect) string {
	out := names()[e.Kind] + " " + e.Subject
	if e.From != "" && e.Kind != Runs {
		out += " from " + e.From
	}
	for word, holds := range map[string]bool{"?": !e.Known, "below": e.Below} {
		if holds {
			out += " " + word
		}
	}
	if e.Conditional {
		out += " perhaps"
	}
	for _, value := range []string{e.Manager, e.Owner, e.Home} {
		if value != "" {
			out += " " + value
		}
	}
	return out
}

// listed are the effects of a stage but for the programs that run.
func listed(s *model.Stage) []string {
	var out []string
	for _, e := range Of(s) {
		if e.Kind != Runs {
			out = append(out, said(e))
		}
	}
	return out
}

func TestEveryWayToDoSomethingInARunIsRead(t *testing.T) {
	for run, want := range map[string][]string{
		`echo "port=1" > /etc/app.conf`:                               {"writes /etc/app.conf"},
		`echo a | tee -a /etc/app.conf > /dev/null`:                   {"writes /etc/app.conf"},
		`printf x >> $HOME/.apprc`:                                    {"writes /root/.apprc"},
		`{ echo a; echo b; } > conf.ini`:                              {"writes /srv/conf.ini"},
		`for f in a b; do touch /var/$f; done`:                        {"writes  ? perhaps"},
		`test -d /data || mkdir -p /data`:                             {"makes /data perhaps"},
		`mkdir -p /data/{a,b}`:                                        {"makes /data/{a,b} ?"},
		`cd /opt && mkdir x`:                                          {"makes /opt/x"},
		`cp a.conf /etc/app/ && mv /tmp/b /usr/local/bin`:             {"copies /etc/app/a.conf from /srv/a.conf", "moves /usr/local/bin/b from /tmp/b"},
		`cp conf/* /etc/`:                                             {"copies /etc from /srv/conf/* below"},
		`ln -sf /usr/share/zoneinfo/Europe/Oslo /etc/localtime`:       {"links /etc/localtime from /usr/share/zoneinfo/Europe/Oslo"},
		`ln -s /srv/cli.py /usr/local/bin`:                            {"links /usr/local/bin/cli.py from /srv/cli.py"},
		`rm -rf /tmp/x "$THING"`:                                      {"removes /tmp/x", "removes  ?"},
		`chmod -R 777 /data && chown -R app:app /data`:                {"permits /data", "owns /data app:app"},
		`chmod +x run.sh`:                                             {"permits /srv/run.sh"},
		`sed -i s/a/b/ /etc/app.conf`:                                 {"writes /etc/app.conf"},
		`sed s/a/b/ /etc/app.conf`:                                    nil,
		`apt-get update && apt-get install -y curl=8 libpq5:amd64`:    {"installs curl apt", "installs libpq5 apt"},
		`apk add --no-cache --virtual .deps gcc && apk del .deps`:     {"installs gcc apk", "uninstalls .deps apk"},
		`dnf -y install nginx`:                                        {"installs nginx dnf"},
		`useradd -m -u 1000 app`:                                      {"user app /home/app"},
		`adduser --system --group app`:                                {"user app"},
		`addgroup -S app && adduser -S -G app app`:                    {"group app", "user app"},
		`adduser app docker`:                                          {"changes app"},
		`usermod -aG audio app`:                                       {"changes app"},
		`curl -fsSL https://example.org/x | tar -xz -C /opt`:          {"downloads  from https://example.org/x", "writes /opt below"},
		`curl -fsSLo /usr/local/bin/x https://example.org/x`:          {"downloads /usr/local/bin/x from https://example.org/x"},
		`wget https://example.org/x`:                                  {"downloads /srv from https://example.org/x below"},
		`git clone https://example.org/tool.git`:                      {"downloads /srv/tool from https://example.org/tool.git"},
		`git config --system core.x y && npm config set a b`:          {"configures git", "configures npm"},
		`sh -c "mkdir /data"`:                                         {"makes /data"},
		`bash -c "mkdir <(cat name) && mkdir /data"`:                  {"makes  ?", "makes /data"},
		`sudo -u root env A=b mkdir /data`:                            {"makes /data"},
		`ls | xargs rm`:                                               {"removes  ?"},
		`find . -name '*.pyc' -delete`:                                {"removes /srv below"},
		`./setup.sh`:                                                  {"unknown setup.sh"},
		`make install`:                                                {"unknown make"},
		`npx playwright install`:                                      {"unknown npx"},
		`curl https://example.org/i | sh`:                             {"downloads  from https://example.org/i", "unknown sh"},
		`$TOOL run`:                                                   {"unknown  ?"},
		`service cron start`:                                          {"serves start"},
		`install -d -o app /var/lib/app`:                              {"makes /var/lib/app app"},
		`bash bin/prepare.sh`:                                         {"makes /data", "unknown widget"},
		`./bin/prepare.sh && . bin/prepare.sh`:                        {"makes /data", "unknown widget", "makes /data", "unknown widget"},
		"cat <<EOF > /etc/app.conf\nport=1\nEOF":                      {"writes /etc/app.conf"},
		"<<EOF\nmkdir /data\ncd /data\necho > x\nEOF":                 {"makes /data", "writes /data/x"},
		`if true; then echo x > /etc/a; else echo y > /etc/b; fi`:     {"writes /etc/a perhaps", "writes /etc/b perhaps"},
		`DEBIAN_FRONTEND=x dpkg-reconfigure -f noninteractive tzdata`: {"writes /etc/localtime", "writes /etc/timezone"},
	} {
		s := stageOf(t, "FROM debian:12\nWORKDIR /srv\nCOPY . .\nRUN "+run+"\n", map[string]string{
			"bin/prepare.sh": "#!/bin/sh\nset -e\nmkdir /data\nwidget make\n",
		})
		got := listed(s)
		if len(got) > 0 {
			got = got[1:] // The COPY.
		}
		if len(got) == 0 {
			got = nil
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", run, diff)
		}
	}
}

func TestInstructionsBesideRunHaveEffectsToo(t *testing.T) {
	s := stageOf(t, "FROM debian:12\nENV A=b\nCOPY x.conf /etc/x.conf\nCOPY <<EOF /etc/y.conf\ny\nEOF\nADD https://example.org/z /opt/z\nCOPY --from=nginx /etc/nginx /etc/nginx\n", nil)
	want := []string{
		"sets A from b", "copies /etc/x.conf from x.conf", "writes /etc/y.conf", "downloads /opt/z from https://example.org/z",
		"copies /etc/nginx from /etc/nginx",
	}
	if diff := cmp.Diff(want, listed(s)); diff != "" {
		t.Error(diff)
	}
}

func TestTheHomeOfAnotherUserIsNotRoots(t *testing.T) {
	s := stageOf(t, "FROM debian:12\nUSER app\nRUN touch ~/x $HOME/y /z\n", nil)
	if got := strings.Join(listed(s), ", "); got != "writes  ?, writes  ?, writes /z" {
		t.Error(got)
	}
}

func TestAScriptThatRunsItselfEnds(t *testing.T) {
	s := stageOf(t, "FROM debian:12\nWORKDIR /srv\nCOPY . .\nRUN ./a.sh\n", map[string]string{"a.sh": "#!/bin/sh\n./a.sh\n"})
	if got := listed(s); !strings.Contains(fmt.Sprint(got), "unknown a.sh") {
		t.Error(got)
	}
}

func TestEffectsAreWorkedOutOnce(t *testing.T) {
	s := stageOf(t, "FROM debian:12\nRUN mkdir /data\n", nil)
	if a, b := Of(s), Of(s); &a[0] != &b[0] {
		t.Error("the effects were read twice")
	}
}

func TestNoCommandIsInTheTableTwice(t *testing.T) {
	seen := map[string]bool{}
	for _, does := range table() {
		if reader := readers()[does]; reader == nil && does != "nothing" {
			t.Errorf("nothing reads what %q does", does)
		}
	}
	for _, name := range strings.FieldsFunc(string(commandsFile), func(r rune) bool { return r == '"' }) {
		_, isCommand := table()[name]
		if isCommand && seen[name] && name != "git" {
			t.Errorf("%s is there twice", name)
		}
		seen[name] = true
	}
}
