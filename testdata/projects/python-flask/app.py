"""Tide tables for a few harbours."""

from flask import Flask, jsonify, render_template

TIDES = {"dover": ["04:12", "16:38"], "harwich": ["05:01", "17:25"]}

app = Flask(__name__)


@app.get("/")
def index():
    return render_template("index.html", harbours=sorted(TIDES))


@app.get("/healthz")
def healthz():
    return "ok\n", 200, {"Content-Type": "text/plain"}


@app.get("/api/tides/<harbour>")
def tides(harbour):
    if harbour not in TIDES:
        return jsonify(error="no such harbour"), 404
    return jsonify(harbour=harbour, high=TIDES[harbour])
