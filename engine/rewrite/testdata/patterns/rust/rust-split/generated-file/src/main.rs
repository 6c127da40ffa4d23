fn main() {
    let date = std::fs::read_to_string("build-date.txt").unwrap();
}
