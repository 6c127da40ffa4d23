//! Speeds at sea.

/// The speed in metres an hour, written out.
pub fn metres_an_hour(knots: u32) -> String {
    itoa::Buffer::new().format(u64::from(knots) * 1852).to_owned()
}
