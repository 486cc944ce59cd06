//! Another crate's path, names that shadow, and no prelude.
#![no_implicit_prelude]
#![deny(warnings)]

extern crate census as elsewhere;
extern crate std;

use elsewhere::{TagKey, measured};

pub mod census {}
pub mod core {}

const REGION: TagKey = TagKey::new("region");

#[measured(
    crate = elsewhere,
    count = "elsewhere",
    errors = "elsewhere/errors",
    latency = "elsewhere/latency",
    in_flight = "elsewhere/in_flight",
    tags(region = site, "row" = row, "result" = |call| call.is_ok())
)]
pub fn shadowed(site: &str, row: u8, call: u8) -> std::result::Result<u8, ()> {
    let _ = site;
    std::result::Result::Ok(row + call)
}

fn main() {
    std::assert!(shadowed("eu", 1, 2) == std::result::Result::Ok(3));
}
