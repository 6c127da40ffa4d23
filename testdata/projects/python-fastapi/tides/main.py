"""Heights of the tide, checked by pydantic and written by orjson: both are native."""

from fastapi import FastAPI, HTTPException
from fastapi.responses import ORJSONResponse, PlainTextResponse
from pydantic import BaseModel

app = FastAPI(default_response_class=ORJSONResponse)


class Tide(BaseModel):
    harbour: str
    metres: float


TIDES = [Tide(harbour="dover", metres=6.8), Tide(harbour="harwich", metres=4.0)]


@app.get("/healthz", response_class=PlainTextResponse)
def healthz() -> str:
    return "ok\n"


@app.get("/api/tides")
def tides() -> list[Tide]:
    return TIDES


@app.get("/api/tides/{harbour}")
def tide(harbour: str) -> Tide:
    for t in TIDES:
        if t.harbour == harbour:
            return t
    raise HTTPException(404, "no such harbour")
