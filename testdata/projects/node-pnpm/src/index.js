import { serve } from "@hono/node-server";
import { Hono } from "hono";

const depths = { channel: 12, basin: 7 };
const app = new Hono();

app.get("/healthz", (c) => c.text("ok\n"));
app.get("/depth/:place", (c) => {
  const metres = depths[c.req.param("place")];
  return metres ? c.json({ metres }) : c.json({ error: "no such place" }, 404);
});

serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 8080) });
