fn main() {
    let tera = Tera::new("templates/**/*").unwrap();
    let app = Router::new().nest_service("/static", ServeDir::new("static"));
}
