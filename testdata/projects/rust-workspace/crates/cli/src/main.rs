//! Tells speeds given in knots in metres an hour.

fn main() {
    for arg in std::env::args().skip(1) {
        match arg.parse() {
            Ok(knots) => println!("{}", knots::metres_an_hour(knots)),
            Err(err) => {
                eprintln!("speed: {arg}: {err}");
                std::process::exit(1);
            }
        }
    }
}
