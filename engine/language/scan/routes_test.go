package scan

import (
	"os"
	"path/filepath"
	"slices"
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

func TestARouteStandsBehindThePrefixesOfItsGroup(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"gin": {map[string]string{"main.go": `
	api := r.Group("/api")
	v1 := api.Group("v1")
	v1.GET("/items", list)
	r.GET("/ping", pong)
	// old := r.Group("/old")
`}, "/api/v1/items /ping"},
		"chi": {map[string]string{"main.go": `
	r.Route("/api", func(r chi.Router) {
		r.Get("/a", a)
		r.Route("/deep", func(r chi.Router) { r.Get("/b", b) })
	})
	r.Get("/c", c)
`}, "/api/a /api/deep/b /c"},
		"mux": {map[string]string{"main.go": "\ts := r.PathPrefix(\"/v2\").Subrouter()\n\ts.HandleFunc(\"/a\", a)\n"}, "/v2/a"},
		"express": {map[string]string{
			"index.js":        "const users = require('./routes/users');\nconst router = express.Router();\nrouter.get('/own', own);\napp.use('/users', auth, users);\napp.use('/mine', router);\napp.use('/news', require('./routes/news.js'))\napp.get('/', home);\n",
			"routes/users.js": "router.get('/', all);\nrouter.get('/me', me);\n",
			"routes/news.js":  "router.get('/latest', all);\n",
			"routes/other.js": "router.get('/other', all);\n",
		}, "/mine/own / /news/latest /other /users/ /users/me"},
		"modules":  {map[string]string{"app.ts": "import items from './items/index.js';\napp.use('/items', items);\n", "items/index.ts": "itemsRouter.get('/all', x);\n"}, "/items/all"},
		"fastify":  {map[string]string{"app.js": "const v1 = require('./v1')\nfastify.register(v1, { prefix: '/v1' })\n", "v1.js": "fastify.get('/a', x)\n"}, "/v1/a"},
		"nest":     {map[string]string{"main.ts": "app.setGlobalPrefix('api');\n", "cats.ts": "@Controller('cats')\nexport class Cats {\n  @Get()\n  @Get('best')\n}\n@Controller('dogs')\nexport class Dogs {\n  @Get('all')\n}\n"}, "/api/cats /api/cats/best /api/dogs/all"},
		"flask":    {map[string]string{"app.py": "from shop.views import bp, other as o\napp.register_blueprint(bp)\napp.register_blueprint(o, url_prefix='/o')\n", "shop/views.py": "bp = Blueprint('shop', __name__, url_prefix='/shop')\n@bp.route('/list')\ndef l(): pass\n"}, "/shop/list"},
		"override": {map[string]string{"app.py": "from views import bp\napp.register_blueprint(\n    bp,\n    url_prefix='/new')\n", "views.py": "bp = Blueprint('shop', __name__, url_prefix='/old')\n@bp.route('/list')\n"}, "/new/list"},
		"fastapi": {map[string]string{
			"app/main.py":          "from .routers import users, items\napp.include_router(users.router, prefix='/v1')\napp.include_router(items.router)\n@app.get('/ok')\n",
			"app/routers/users.py": "router = APIRouter(tags=['a'], prefix='/users')\n@router.get('/me')\n",
			"app/routers/items.py": "router = APIRouter(prefix='/items')\n@router.get('/')\n",
		}, "/ok /items/ /v1/users/me"},
		"django":   {map[string]string{"site/urls.py": "    path('api/', include('shop.urls')),\n    path('about/', about),\n", "shop/urls.py": "    path('list/', l),\n"}, "/api/list/ /about/"},
		"spring":   {map[string]string{"A.java": "@RestController\n@RequestMapping(\"/api\")\npublic class A {\n  @GetMapping(\"/a\")\n  @GetMapping\n}\n"}, "/api /api/a"},
		"axum":     {map[string]string{"main.rs": "let api = Router::new()\n  .route(\"/a\", get(a));\nlet app = Router::new().nest(\"/api\", api).route(\"/b\", get(b)).nest(\"/in\", Router::new().route(\"/c\", get(c)));\n"}, "/api/a /b /in/c"},
		"actix":    {map[string]string{"main.rs": "App::new().service(web::scope(\"/api\").route(\"/a\", web::get()))\n  .route(\"/b\", web::get())\n"}, "/api/a /b"},
		"rocket":   {map[string]string{"main.rs": "#[get(\"/a\")]\nfn a() {}\n#[get(\"/b\")]\nfn b() {}\nrocket.mount(\"/api\", routes![a]).mount(\"/\", routes![b])\n"}, "/api/a /b"},
		"unclosed": {map[string]string{"main.go": "r.Route(\"/x\", func(\nr.Get(\"/a\""}, "/x/a"},
	} {
		dir := t.TempDir()
		for file, text := range c.files {
			if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, file)), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		routes, err := Routes(t.Context(), project.NewFiles(dir))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range routes {
			got = append(got, e.Subject)
		}
		slices.Sort(got)
		want := strings.Fields(c.want)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
