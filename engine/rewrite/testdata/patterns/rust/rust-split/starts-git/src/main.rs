fn main() {
    std::process::Command::new("git").status().unwrap();
}
