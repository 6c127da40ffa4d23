const polka = require("polka");

const lights = { east: "Fl W 5s", west: "Iso R 10s" };

polka()
  .get("/healthz", (_req, res) => res.end("ok\n"))
  .get("/lights/:name", (req, res) => {
    const light = lights[req.params.name];
    res.statusCode = light ? 200 : 404;
    res.setHeader("Content-Type", "application/json");
    res.end(JSON.stringify(light ? { light } : { error: "no such light" }));
  })
  .listen(Number(process.env.PORT ?? 8080));
