//! A job that ends before anybody scrapes it pushes what it counted to a Pushgateway.
//!
//! ```text
//! cargo run --release --example short_job -- http://127.0.0.1:9091
//! ```

use std::error::Error;

use census::export::{JsonLines, Pushgateway};
use census::{declare_measure, declare_view, measured, record};

declare_measure! {
    /// Lines of the report.
    static LINES: i64 = "report/lines", unit = "1";
}

declare_view! {
    /// Lines that were written, in all.
    static LINES_WRITTEN = "report/lines_written" { measure: LINES, aggregation: sum }
}

/// Writes one part of the report.
#[measured(count = "report/parts", errors = "report/parts_failed", latency = "report/part_time")]
fn write_part(part: u32) -> Result<u32, String> {
    if part % 10 == 9 { Err(format!("part {part} has no data")) } else { Ok(part * 3) }
}

fn main() -> Result<(), Box<dyn Error>> {
    let census = match std::env::args().nth(1) {
        Some(gateway) => census::start().export(Pushgateway::new(gateway, "nightly-report")),
        None => census::start().export(JsonLines::stdout()), // No gateway: lines to look at.
    };
    let census = census.run()?;
    for part in 0..100 {
        match write_part(part) {
            Ok(lines) => record!(LINES = i64::from(lines)),
            Err(why) => eprintln!("{why}"),
        }
    }
    let report = census.shutdown(std::time::Duration::from_secs(10)); // The last push.
    if report.is_ok() { Ok(()) } else { Err(report.to_string().into()) }
}
