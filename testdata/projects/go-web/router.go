package main

import (
	"embed"
	"encoding/json"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/rs/zerolog"
)

//go:embed static
var assets embed.FS

func newRouter(b *book, log zerolog.Logger) http.Handler {
	client := &http.Client{Timeout: 5 * time.Second}

	r := chi.NewRouter()
	r.Use(middleware.RequestID, middleware.Recoverer)
	r.Get("/", func(w http.ResponseWriter, _ *http.Request) {
		page, err := assets.ReadFile("static/index.html")
		if err != nil {
			log.Error().Err(err).Msg("read the page")
			http.Error(w, "the page is missing", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(page)
	})
	r.Get("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("ok\n"))
	})
	r.Get("/static/*", http.FileServer(http.FS(assets)).ServeHTTP)
	r.Get("/api/entries", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, b.all())
	})
	r.Post("/api/entries", func(w http.ResponseWriter, req *http.Request) {
		var e entry
		if err := json.NewDecoder(http.MaxBytesReader(w, req.Body, 64<<10)).Decode(&e); err != nil {
			reply(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
			return
		}
		reply(w, http.StatusCreated, b.add(e.Name, e.Text))
	})
	// Says whether a site can be reached over HTTPS, which needs CA certificates in the image.
	r.Get("/api/reach", func(w http.ResponseWriter, req *http.Request) {
		answer, err := client.Get("https://" + req.URL.Query().Get("host"))
		if err != nil {
			reply(w, http.StatusBadGateway, map[string]string{"error": err.Error()})
			return
		}
		_ = answer.Body.Close()
		reply(w, http.StatusOK, map[string]string{"status": answer.Status})
	})
	return r
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
