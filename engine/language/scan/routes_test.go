package scan

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lightship/engine/project"
)

func TestRoutesAreFoundAsServersRegisterThem(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"main.go": {`
	r.GET("/albums", list)
	r.GET("/albums/:id", one)
	http.HandleFunc("/status", status)
	mux.Handle("GET /items", items)
	mux.HandleFunc("POST /items", add)
	r.Get("/chi", h)
	r.GET("/shutdown", stop)
	// r.GET("/old", old)
`, "/albums /status /items /chi"},
		"main_test.go": {`r.GET("/in-a-test", x)`, ""},
		"app.js": {`
app.get('/users', list);
router.get("/news", news);
axios.get('/elsewhere');
app.get('/users/:id', one);
`, "/users /news"},
		"cats.controller.ts": {"  @Get('cats')\n  @Get()\n", "/cats"},
		"app.py": {`
@app.route("/feed")
@router.get('/items')
@app.get("/items/{id}")
@app.post("/add")
@app.route("/delete/all")
`, "/feed /items"},
		"urls.py":   {"    path('about/', views.about),\n    path('<int:id>/', views.one),\n", "/about/"},
		"Main.java": {"  @GetMapping(\"/hello\")\n  @RequestMapping(value = \"orders\")\n  @PostMapping(\"/add\")\n", "/hello /orders"},
		"main.rs":   {"#[get(\"/hi\")]\n.route(\"/axum\", get(h))\n#[get(\"/<id>\")]\n", "/hi /axum"},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		routes, err := Routes(t.Context(), project.NewFiles(dir))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range routes {
			got = append(got, e.Subject)
			if e.File != name || e.Line == 0 || !e.Known {
				t.Errorf("%+v has no place", e)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
