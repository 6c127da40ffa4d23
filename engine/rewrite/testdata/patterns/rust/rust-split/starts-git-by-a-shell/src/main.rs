fn main() {
    std::process::Command::new("sh").arg("-c").arg("git fetch && git log").status().unwrap();
    std::process::Command::new("nice").args(["-n", "5", "git", "gc"])
        .status().unwrap();
}
