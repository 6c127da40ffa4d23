package scan

import (
	"fmt"
	"testing"
)

func TestALineTellsWhichLowPortsAreListenedOn(t *testing.T) {
	for text, want := range map[string]string{
		`const port = 80`:                                   "[80]",
		"\tlistenPort = 443":                                "[443]",
		`#define PORT 80`:                                   "[80]",
		`c := &C{Port: 81}`:                                 "[81]",
		`return C{"", 80}`:                                  "[80]",
		`let port: u16 = 443;`:                              "[443]",
		`p := flag.Int("port", 80, "the port")`:             "[80]",
		`flag.StringVar(&addr, "listen", ":http", "where")`: "[80]",

		`parser.add_argument("-p", "--port", type=int, default=80)`:           "[80]",
		"Port int `env:\"PORT\" envDefault:\"80\"`":                           "[80]",
		`http.ListenAndServe("", nil)`:                                        "[80]",
		`let a = SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 443);`:              "[443]",
		`warp::serve(routes).run(([0, 0, 0, 0], 80)).await;`:                  "[80]",
		`HttpServer.create(new InetSocketAddress(443), 0)`:                    "[443]",
		`new InetSocketAddress("db.example.com", 389)`:                        "[]",
		`int port = c > 1 ? atoi(v[1]) : 80;`:                                 "[80]",
		`server.listen(+process.env.PORT || 80);`:                             "[80]",
		"fn default_port() -> u16 {\n    80\n}":                               "[80]",
		"#[arg(long, default_value_t = 443)]\nport: u16,":                     "[443]",
		"#[arg(long, default_value_t = 443)]\nsize: u16,\nport: u16,":         "[]",
		`s.sin = htons(443); bind(s, a, n);`:                                  "[443]",
		`s.sin = htons(443); send(s, a, n);`:                                  "[]",
		`port = 80`:                                                           "[80]",
		`HTTP_PORT=80`:                                                        "[80]",
		`"port": 80`:                                                          "[80]",
		`addr: ":80"`:                                                         "[80]",
		`listen = 0.0.0.0:80`:                                                 "[80]",
		`server.port=${PORT:80}`:                                              "[80]",
		`if port != 80 {`:                                                     "[]",
		`if (port === 443) scheme = "https";`:                                 "[]",
		`export const LIMIT = 80;`:                                            "[]",
		`import { a } from "./80"`:                                            "[]",
		`const viewport = 80`:                                                 "[]",
		`smtpPort = 25`:                                                       "[]",
		`{ host: "mail.example.com", port: 587 }`:                             "[]",
		`port = parts[80]`:                                                    "[]",
		`conn, err := net.Dial("tcp", host+":443")`:                           "[]",
		`https.request({ hostname: h, port: 443, path: p })`:                  "[]",
		`app.get("/port", (q, r) => r.status(404).end())`:                     "[]",
		`server.listen(8080, () => log(80))`:                                  "[]",
		`// port = 80`:                                                        "[]",
		`"version": "1.80.0", "port": 8080`:                                   "[]",
		`ip_address = "10.0.0.80"`:                                            "[]",
		`server.listen({ port: process.env.PORT ?? 3000, backlog: 511 }, cb)`: "[]",
	} {
		got := []int{}
		seen := map[string]bool{}
		for _, e := range LowPorts(text, "//", "x") {
			if !seen[e.Subject] {
				seen[e.Subject] = true
				var n int
				_, _ = fmt.Sscan(e.Subject, &n)
				got = append(got, n)
			}
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%s: %v, want %s", text, got, want)
		}
	}
}

func TestALowPortIsSaidToBeLikely(t *testing.T) {
	list := LowPorts("a\nport = 80\n", "#", "app.ini")
	if len(list) != 1 || list[0].Line != 2 || list[0].Says() != "may listen on port 80 (named there)" {
		t.Errorf("%v", list[0].Says())
	}
}

func TestSettingsOfOtherServersSayNothingOfThePort(t *testing.T) {
	for name, is := range map[string]bool{"deploy/traefik.yml": true, "values-prod.yaml": true, "conf/app.yaml": false, "config.json": false} {
		if ForOtherServers(name) != is {
			t.Error(name)
		}
	}
}
