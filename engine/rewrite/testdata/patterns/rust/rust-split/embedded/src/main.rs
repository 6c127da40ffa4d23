static PAGE: &str = include_str!("../templates/index.html");
fn main() { sqlx::migrate!("./migrations"); }
