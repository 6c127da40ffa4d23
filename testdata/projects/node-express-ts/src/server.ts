import express from "express";
import { ships } from "./ships";

const app = express();
const port = Number(process.env.PORT ?? 8080);

app.get("/healthz", (_req, res) => {
  res.type("text").send("ok\n");
});

app.get("/api/ships", (_req, res) => {
  res.json(ships);
});

app.get("/api/ships/:name", (req, res) => {
  const ship = ships.find((s) => s.name === req.params.name);
  if (!ship) {
    res.status(404).json({ error: "no such ship" });
    return;
  }
  res.json(ship);
});

const server = app.listen(port, () => console.log(`listening on ${port}`));
process.on("SIGTERM", () => server.close());
