//! Weather at a few stations, as JSON.

use axum::{extract::Path, http::StatusCode, routing::get, Json, Router};
use serde::Serialize;

#[derive(Serialize)]
struct Weather {
    station: &'static str,
    wind: u8,
    sea: &'static str,
}

const STATIONS: [Weather; 2] = [
    Weather { station: "fastnet", wind: 7, sea: "rough" },
    Weather { station: "lundy", wind: 4, sea: "slight" },
];

async fn stations() -> Json<&'static [Weather]> {
    Json(&STATIONS)
}

async fn station(Path(name): Path<String>) -> Result<Json<&'static Weather>, StatusCode> {
    STATIONS.iter().find(|w| w.station == name).map(Json).ok_or(StatusCode::NOT_FOUND)
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let port = std::env::var("PORT").unwrap_or_else(|_| "8080".into());
    let app = Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/api/stations", get(stations))
        .route("/api/stations/{name}", get(station));
    let listener = tokio::net::TcpListener::bind(format!("0.0.0.0:{port}")).await?;
    println!("listening on {port}");
    axum::serve(listener, app)
        .with_graceful_shutdown(async {
            let _ = tokio::signal::ctrl_c().await;
        })
        .await
}
