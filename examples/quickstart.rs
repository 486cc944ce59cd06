//! Annotate a function, run the program, read its availability and latency.
//!
//! ```text
//! cargo run --example quickstart
//! ```

use std::error::Error;
use std::time::Duration;

use census::measured;

/// Parses an order, which takes some time and does not always work.
#[measured(
    count = "shop/orders/requests",
    errors = "shop/orders/failures",
    latency = "shop/orders/latency",
    buckets = [1us, 10us, 100us, 1ms, 10ms],
)]
fn parse(order: &str) -> Result<u32, std::num::ParseIntError> {
    order.trim().parse()
}

fn main() -> Result<(), Box<dyn Error>> {
    let _census = census::start() // Exports once more when this guard drops.
        .interval(Duration::from_secs(60))
        .export(census::export::Table::stdout())
        .run()?;

    for order in ["1", " 42 ", "seven", "3"] {
        match parse(order) {
            Ok(items) => println!("{items} items"),
            Err(error) => println!("`{order}` is no order: {error}"),
        }
    }
    Ok(())
}
