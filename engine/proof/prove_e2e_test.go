//go:build e2e

package proof_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"lightship/engine/proof"
	"lightship/engine/proof/record"
)

// whole is an image in which the subject finds all that it needs.
const whole = `FROM scratch
COPY subject /bin/subject
COPY subject /bin/tool
COPY templates /app/templates
COPY zones /usr/share/zoneinfo
COPY --chmod=777 data /data
ENV PORT=8080 GREETING=hello PATH=/bin
WORKDIR /app
EXPOSE 8080
USER 1000
HEALTHCHECK CMD ["subject", "job"]
ENTRYPOINT ["subject"]
CMD ["serve"]
`

// brief are times for programs that do nothing later.
func brief() record.Times {
	return record.Times{Watch: time.Millisecond, Grace: 500 * time.Millisecond, Ready: 3 * time.Second}
}

// served is a place with what the whole image needs.
func served(t testing.TB) place {
	t.Helper()
	return newPlace(t, "templates/feed.txt", "news", "zones/Europe/Paris", paris(t), "data/keep", "")
}

func TestTheSameProgramOnAnotherImageIsTheSame(t *testing.T) {
	r := served(t).prove(t, whole, whole+"LABEL other=1\n", proof.Settings{})
	if r.Verdict != proof.Same || !r.Before.Trace.On || len(r.Before.Answers) != 9 {
		t.Errorf("result is %s", asJSON(t, r))
	}
	if r.After.End.After < 2*time.Second {
		t.Errorf("it was watched for %s only", r.After.End.After)
	}
}

func TestASabotagedImageDiffersWithItsCause(t *testing.T) {
	without := func(line string) string {
		if !strings.Contains(whole, line) {
			t.Fatalf("there is no %q to leave out", line)
		}
		return strings.Replace(whole, line, "", 1)
	}
	for _, c := range []struct {
		name, after string
		kind        proof.Kind
		row, path   string
		more        proof.Kind
		watch       time.Duration
		cause       string
	}{
		{"a template that one route reads", without("COPY templates /app/templates\n"), proof.File, "templates/feed.txt", "/app/templates/feed.txt", proof.Answer, 0, "line 4 of the Dockerfile before brings /app/templates/feed.txt, which is not there after"},
		{"a program that is started", without("COPY subject /bin/tool\n"), proof.Program, "tool", "tool", proof.Answer, 0, "line 3 of the Dockerfile before brings /bin/tool, which is not there after"},
		{"the time zones", without("COPY zones /usr/share/zoneinfo\n"), proof.Zones, "time zones", "", proof.Answer, 0, "line 5 of the Dockerfile before brings /usr/share/zoneinfo/Europe/Paris, which is not there after"},
		{"a folder to write to", without("COPY --chmod=777 data /data\n"), proof.Written, "/data/note", "/data/note", "", 0, "line 6 of the Dockerfile before brings /data, which is not there after"},
		{"the right to write", strings.Replace(whole, "--chmod=777", "--chmod=755", 1), proof.Written, "/data/note", "/data/note", "", 0, "line 6 of the Dockerfile after brings /data with other rights"},
		{"another user", strings.Replace(strings.Replace(whole, "--chmod=777", "--chown=1000 --chmod=755", 1), "USER 1000", "USER 1001", 1), proof.Written, "/data/note", "/data/note", "", 0, "line 10 of the Dockerfile after: after runs as 1001, before as 1000"},
		{"the working directory", without("WORKDIR /app\n"), proof.File, "templates/feed.txt", "/templates/feed.txt", proof.Answer, 0, "line 8 of the Dockerfile before: after is started in /, before in /app"},
		{"the port", strings.Replace(whole, "PORT=8080", "PORT=8081", 1), proof.Port, "tcp 8080", "", proof.Answer, 0, "line 7 of the Dockerfile after sets PORT to something else"},
		{"a variable", without(" GREETING=hello"), proof.Answer, "GET /", "", "", 0, "line 7 of the Dockerfile before sets GREETING, which is not set after"},
		{"the user", strings.Replace(whole, "USER 1000", "USER app", 1), proof.Start, "subject serve", "", "", 0, "line 10 of the Dockerfile after: after runs as app, before as 1000"},
		{"the program", without("COPY subject /bin/subject\n"), proof.Start, "subject serve", "", "", 0, "line 2 of the Dockerfile before brings /bin/subject, which is not there after"},
		{"a crash after two seconds", strings.Replace(whole, `CMD ["serve"]`, `CMD ["crash"]`, 1), proof.Exit, "exit", "", "", 2300 * time.Millisecond, `line 13 of the Dockerfile after: after is started with "subject crash", before with "subject serve"`},
		{"an end when asked to", strings.Replace(whole, `CMD ["serve"]`, `CMD ["deaf"]`, 1), proof.Stop, "stop", "", "", 0, `line 13 of the Dockerfile after: after is started with "subject deaf", before with "subject serve"`},
		{"the health check's word", strings.Replace(whole, `CMD ["subject", "job"]`, `CMD ["subject", "variable"]`, 1), "", "", "", "", 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			times := brief()
			times.Watch = max(times.Watch, c.watch)
			p := served(t)
			r := p.prove(t, whole, c.after, proof.Settings{Times: times})
			if c.kind == "" {
				// The same is asked of both: the check of the image before is right for both.
				if r.Verdict != proof.Same {
					t.Errorf("result is %s", asJSON(t, r))
				}
				return
			}
			row := differing(r, c.kind)
			if r.Verdict != proof.Differs || row == nil || row.Name != c.row || c.path != "" && row.Path != c.path {
				t.Fatalf("row is %+v, the result %s", row, asJSON(t, r))
			}
			p.caused(t, r, c.kind, whole, c.after, c.cause)
			if c.more == "" {
				return
			}
			if differing(r, c.more) == nil {
				t.Fatalf("nothing differs in %s: %s", c.more, asJSON(t, r))
			}
			if causes := differing(r, c.more).Causes; len(causes) == 0 || causes[0].Says() != c.cause {
				t.Errorf("%s differs because of %+v", c.more, causes)
			}
		})
	}
}

// caused says whether what differs of a kind has that cause alone, once the result is tied to the two Dockerfiles.
func (p place) caused(t *testing.T, r *proof.Result, kind proof.Kind, before, after, cause string) {
	t.Helper()
	r.Tie(p.text(t, before), p.text(t, after))
	row := differing(r, kind)
	if row == nil || len(row.Causes) != 1 || row.Causes[0].Says() != cause {
		t.Errorf("the cause is not %q: %s", cause, asJSON(t, row))
	}
}

func TestAMissingInterpreterDiffers(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "run.me", "#!/bin/reader job\n")
	before := "FROM scratch\nCOPY subject /bin/reader\nCOPY --chmod=755 run.me /run.me\nCMD [\"/run.me\"]\n"
	after := strings.Replace(before, "/bin/reader", "/bin/other", 1)
	r := p.prove(t, before, after, proof.Settings{Times: brief()})
	if row := differing(r, proof.Start); row == nil || row.Path != "/run.me" || row.Error != "ENOENT" {
		t.Errorf("result is %s", asJSON(t, r))
	}
	p.caused(t, r, proof.Start, before, after, "line 2 of the Dockerfile before brings /bin/reader, which is not there after")
}

func TestAMissingLibraryDiffers(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("ls")
	if err != nil {
		t.Fatal(err)
	}
	listed, err := exec.Command("ldd", program).CombinedOutput()
	if err != nil {
		t.Skipf("this computer's ls is not linked to libraries: %s", listed)
	}
	p := newPlace(t)
	copied := "FROM scratch\n"
	last := ""
	for _, at := range append(regexp.MustCompile(`/\S+`).FindAllString(string(listed), -1), program) {
		text, err := os.ReadFile(at)
		if err != nil {
			continue
		}
		p.write(t, "root"+at, string(text))
		line := fmt.Sprintf("COPY --chmod=755 root%s %s\n", at, at)
		if copied += line; strings.Contains(at, "libc.so") {
			last = line
		}
	}
	copied += fmt.Sprintf("CMD [%q, \"/\"]\n", program)
	after := strings.Replace(copied, last, "", 1)
	r := p.prove(t, copied, after, proof.Settings{Times: brief()})
	row := differing(r, proof.Library)
	if row == nil || row.Name != "libc.so.6" || differing(r, proof.Exit) == nil {
		t.Fatalf("result is %s", asJSON(t, r))
	}
	line := strings.Count(copied[:strings.Index(copied, last)], "\n") + 1
	p.caused(t, r, proof.Library, copied, after, fmt.Sprintf("line %d of the Dockerfile before brings %s, which is not there after", line, row.Source))
}

func TestMissingCertificatesDiffer(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.write(t, "server.pem", keyPair(t))
	before := "FROM scratch\nCOPY subject /subject\nCOPY server.pem /server.pem\nCOPY server.pem /etc/ssl/certs/ca-certificates.crt\nCMD [\"/subject\", \"roots\"]\n"
	after := strings.Replace(before, "COPY server.pem /etc/ssl/certs/ca-certificates.crt\n", "", 1)
	r := p.prove(t, before, after, proof.Settings{Times: brief()})
	if row := differing(r, proof.Certs); row == nil || differing(r, proof.Exit) == nil || r.Before.End.Code != 0 {
		t.Errorf("result is %s", asJSON(t, r))
	}
	p.caused(t, r, proof.Certs, before, after, "line 4 of the Dockerfile before brings /etc/ssl/certs/ca-certificates.crt, which is not there after")
}

// keyPair is a key, and a certificate of it for localhost that it signed itself.
func keyPair(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	what := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, NotAfter: time.Now().Add(time.Hour),
		NotBefore: time.Now().Add(-time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	signed, err := x509.CreateCertificate(rand.Reader, what, what, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed})) +
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))
}

func TestWhatAProgramLacksOutsideItsImageCannotBeTold(t *testing.T) {
	for _, c := range []struct {
		args    string
		kind    proof.ReasonKind
		subject string
	}{
		{`"database"`, proof.Reaches, "db.example:5432"},
		{`"tty"`, proof.NeedsTerminal, ""},
		{`"device"`, proof.NeedsDevice, "/dev/ttyUSB0"},
		{`"secret"`, proof.NeedsSecret, "/run/secrets/key"},
		{`"variable"`, proof.NeedsVariable, "API_TOKEN"},
		{`"input"`, proof.NeedsInput, ""},
		{`"silent"`, proof.Silent, "ended"},
		{`"wait"`, proof.Nothing, ""},
		{``, proof.NeedsArgument, ""},
		{`"errors"`, proof.Refuses, "500, 12 B"},
		{`"service"`, proof.Fails, ""},
		{`"unheard-of"`, proof.Fails, ""},
	} {
		t.Run(c.args, func(t *testing.T) {
			t.Parallel()
			times := brief()
			times.Ready = 700 * time.Millisecond
			text := "FROM scratch\nCOPY subject /subject\nENTRYPOINT [\"/subject\"]\nCMD [" + c.args + "]\n"
			r := newPlace(t).prove(t, text, text+"LABEL a=b\n", proof.Settings{Times: times})
			found := slices.ContainsFunc(r.Reasons, func(o proof.Reason) bool {
				return o.Kind == c.kind && (c.subject == "" || o.Subject == c.subject)
			})
			if r.Verdict != proof.Unknown || !found {
				t.Errorf("result is %s", asJSON(t, r))
			}
		})
	}
}

func TestWhatIsGivenIsUsedAndSecretsAreNotShown(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	given := proof.Settings{Times: brief(), Env: []proof.Variable{{Name: "API_TOKEN", Value: "hush-hush", Secret: true}}}
	text := "FROM scratch\nCOPY subject /subject\nENTRYPOINT [\"/subject\"]\nCMD [\"variable\"]\n"
	r := p.prove(t, text, text+"LABEL a=b\n", given)
	if r.Verdict != proof.Same || strings.Contains(asJSON(t, r), "hush-hush") || !strings.Contains(r.After.Stdout.Head, "the token is ********") {
		t.Errorf("result is %s", asJSON(t, r))
	}
	r = p.prove(t, text, text+"LABEL a=c\n", proof.Settings{Times: brief(), Args: []string{"input"}, Stdin: []byte("loud")})
	if r.Verdict != proof.Same || r.After.Stdout.Head != "LOUD\n" {
		t.Errorf("result is %s", asJSON(t, r))
	}
}

func TestAnImageOfAnotherPlatformCannotBeTold(t *testing.T) {
	t.Parallel()
	other := "arm64"
	if runtime.GOARCH == other {
		other = "amd64"
	}
	for _, platform := range []string{"linux/" + other, "linux/s390x"} {
		image := proof.Image{Platform: platform}
		r := prove(t, image, image, proof.Settings{})
		if r.Verdict != proof.Unknown || r.Reasons[0].Kind != proof.OtherPlatform || r.Reasons[0].Subject != platform {
			t.Errorf("result is %s", asJSON(t, r))
		}
	}
}

func TestACancelEndsAllContainersAtOnce(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	text := "FROM scratch\nCOPY subject /subject-to-cancel\nENTRYPOINT [\"/subject-to-cancel\"]\nCMD [\"wait\"]\n"
	before, after := p.build(t, "before", text), p.build(t, "after", text+"LABEL a=b\n")
	ctx, cancel := context.WithCancel(t.Context())
	var at time.Time
	began := time.AfterFunc(time.Second, func() { at = time.Now(); cancel() })
	defer began.Stop()
	_, err := proof.Prove(ctx, engine, before, after, proof.Settings{}, nil)
	if !errors.Is(err, context.Canceled) || time.Since(at) > 2*time.Second {
		t.Errorf("canceled proof returned %v after %s", err, time.Since(at))
	}
	deadline := time.Now().Add(5 * time.Second)
	for running(t, "/subject-to-cancel") {
		if time.Now().After(deadline) {
			t.Fatal("the program is left")
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// running tells whether a process of this computer has a command line that begins with path.
func running(t *testing.T, path string) bool {
	t.Helper()
	all, err := os.ReadDir("/proc")
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(all, func(e os.DirEntry) bool {
		line, err := os.ReadFile("/proc/" + e.Name() + "/cmdline")
		return err == nil && strings.HasPrefix(string(line), path+"\x00")
	})
}
