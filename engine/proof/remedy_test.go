package proof

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"lightship/engine/evidence"
	"lightship/engine/proof/record"
)

// places are the files of an image before, folders with a slash behind them, those of the base with a "^" before them.
type places []string

func (p places) Is(path string) (folder, there bool) {
	folder = slices.Contains(p, path+"/") || slices.Contains(p, "^"+path+"/")
	return folder, folder || slices.Contains(p, path) || slices.Contains(p, "^"+path)
}

func (p places) Package(_ context.Context, path string) string {
	return map[string]string{"/usr/lib/x86_64-linux-gnu/libmariadb.so.3": "libmariadb3"}[path]
}

func (p places) Bytes(path string) int64 { return int64(len(path)) }

func (p places) OfBase(path string) bool {
	return slices.Contains(p, "^"+path) || slices.Contains(p, "^"+path+"/")
}

func TestWhatDiffersLeadsToWhatMendsIt(t *testing.T) {
	there := places{"/app/", "/app/t/", "/app/t/a.html", "/app/t/b.html", "/app/conf.yml", "/app/data/", "/opt/tool/run", "^/usr/bin/git", "^/usr/share/words", "^/usr/share/zoneinfo/", "^/etc/ssl/certs/ca-certificates.crt"}
	with := func(files ...record.File) func(*Run) {
		return func(r *Run) { r.Dir, r.Trace.Files = "/app", files }
	}
	for _, c := range []struct {
		name          string
		before, after func(*Run)
		want          string
	}{
		{"a file", with(record.File{Path: "/app/conf.yml", Op: record.Read}), with(record.File{Path: "/app/conf.yml", Op: record.Read, Error: "ENOENT"}), "carry /app/conf.yml"},
		{
			"a file with those beside it", with(record.File{Path: "/app/t/a.html", Op: record.Read}, record.File{Path: "/app/t/b.html", Op: record.Read}),
			with(record.File{Path: "/app/t/a.html", Op: record.Read, Error: "ENOENT"}), "carry /app/t",
		},
		{"a file of the base", with(record.File{Path: "/usr/share/words", Op: record.Read}), with(record.File{Path: "/usr/share/words", Op: record.Read, Error: "ENOENT"}), "carry /usr/share/words of the base"},
		{"a file that the program made itself", with(record.File{Path: "/app/made", Op: record.Read}), with(record.File{Path: "/app/made", Op: record.Read, Error: "ENOENT"}), ""},
		{"a file in another working directory", with(record.File{Path: "/app/conf.yml", As: "conf.yml", Op: record.Read}), with(record.File{Path: "/conf.yml", As: "conf.yml", Op: record.Read, Error: "ENOENT"}), "carry /app/conf.yml to /conf.yml"},
		{"a folder to write to", with(record.File{Path: "/app/data/x", Op: record.Write}), with(record.File{Path: "/app/data/x", Op: record.Write, Error: "ENOENT"}), "carry /app/data"},
		{"the right to write", with(record.File{Path: "/app/data/x", Op: record.Write}), with(record.File{Path: "/app/data/x", Op: record.Write, Error: "EACCES"}), "give /app/data"},
		{"the right to write to the system", with(record.File{Path: "/etc/x", Op: record.Write}), with(record.File{Path: "/etc/x", Op: record.Write, Error: "EACCES"}), "keep-user"},
		{"a program of the system", with(record.File{Path: "/usr/bin/git", Op: record.Run}), with(record.File{Path: "/usr/bin/git", Op: record.Run, Error: "ENOENT"}), "keep-base"},
		{"a program beside the own one", with(record.File{Path: "/opt/tool/run", Op: record.Run}), with(record.File{Path: "/opt/tool/run", Op: record.Run, Error: "ENOENT"}), "carry /opt/tool/run"},
		{
			"a library of a package", with(record.File{Path: "/usr/lib/x86_64-linux-gnu/libmariadb.so.3", Op: record.Read}),
			with(record.File{Path: "/lib/libmariadb.so.3", Op: record.Read, Error: "ENOENT"}), "install /usr/lib/x86_64-linux-gnu/libmariadb.so.3 to libmariadb3",
		},
		{"certificates", with(record.File{Path: "/etc/ssl/certs/ca-certificates.crt", Op: record.Read}), with(record.File{Path: "/etc/ssl/cert.pem", Op: record.Read, Error: "ENOENT"}, record.File{Path: "/etc/ssl/certs/ca-certificates.crt", Op: record.Read, Error: "ENOENT"}), "carry /etc/ssl/certs/ca-certificates.crt of the base"},
		{"zones", with(record.File{Path: "/usr/share/zoneinfo/Europe/Paris", Op: record.Read}), with(record.File{Path: "/usr/share/zoneinfo/Europe/Paris", Op: record.Read, Error: "ENOENT"}), "carry /usr/share/zoneinfo of the base"},
		{"what a run did not touch", with(), with(), ""},
		{"an answer whose cause was not seen", nil, func(r *Run) { r.Answers[0].Status = 500 }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			result := Compare(Runs{ran("hi", c.before), ran("hi", c.before), ran("hi", c.after)}, Settings{})
			var got []string
			for _, e := range result.Remedies(t.Context(), there) {
				says := strings.TrimSpace(string(e.Kind) + " " + e.Source)
				if e.Path != e.Source {
					says += " to " + e.Path
				}
				if e.OfBase {
					says += " of the base"
				}
				if e.Because.Source != evidence.Run || !e.Because.Known {
					t.Errorf("it rests on %+v", e.Because)
				}
				got = append(got, says)
			}
			if strings.Join(got, "\n") != c.want {
				t.Errorf("remedies are %q", got)
			}
		})
	}
}

func TestWhatARunDidIsEvidence(t *testing.T) {
	run := ran("hi", func(r *Run) {
		r.Trace.Files = []record.File{
			{Path: "/app/a", Op: record.Read},
			{Path: "/app/a", Op: record.Read},
			{Path: "/app/gone", Op: record.Read, Error: "ENOENT"},
			{Path: "/lib/libz.so.1", Op: record.Read},
			{Path: "/bin/tool", Op: record.Run},
			{Path: "/app", Op: record.List},
			{Path: "/dev/null", Op: record.Write},
			{Path: "/data/x", Op: record.Write},
		}
		r.Trace.Connections = []record.Connection{{Network: "tcp", Address: "127.0.0.7", Port: 5432, Error: "ECONNREFUSED"}}
		r.Names = []record.Name{{Name: "db", Type: "A", Address: "127.0.0.7"}}
	})
	var got []string
	for _, e := range run.Seen() {
		got = append(got, fmt.Sprintf("%s %s", e.Kind, e.Subject))
	}
	want := []string{"reads /app/a", "loads /lib/libz.so.1", "starts /bin/tool", "lists /app", "writes /data/x", "binds 80", "asks db:5432"}
	if !slices.Equal(got, want) {
		t.Errorf("seen is %q", got)
	}
}
