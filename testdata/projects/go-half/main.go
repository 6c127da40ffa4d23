// Command go-half counts who asks.
package main

import (
	"fmt"
	"log"
	"net/http"

	"github.com/julienschmidt/httprouter"
)

func main() {
	r := httprouter.New()
	r.GET("/healthz", func(w http.ResponseWriter, _ *http.Request, _ httprouter.Params) {
		_, _ = fmt.Fprintln(w, "ok")
	})
	r.GET("/hello/:name", func(w http.ResponseWriter, _ *http.Request, p httprouter.Params) {
		_, _ = fmt.Fprintf(w, "hello, %s\n", p.ByName("name"))
	})
	log.Fatal(http.ListenAndServe(":8080", r))
}
