module example.com/go-half

go 1.22

require github.com/julienschmidt/httprouter v1.3.0
