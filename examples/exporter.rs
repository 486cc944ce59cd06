//! An exporter of one's own: a line of JSON for each row, to standard output.
//!
//! ```text
//! cargo run --example exporter
//! ```

use std::error::Error;
use std::io::{self, Write};
use std::time::{Duration, Instant, UNIX_EPOCH};

use census::export::{ExportError, Exporter};
use census::{Data, Snapshot, measured};

/// Writes the lines. It is called on a thread of its own and may take its time.
struct JsonLines<W>(W);

impl<W: Write + Send + 'static> Exporter for JsonLines<W> {
    fn name(&self) -> &str {
        "json-lines"
    }

    fn export(&mut self, snapshot: &Snapshot, _deadline: Instant) -> Result<(), ExportError> {
        let time = snapshot.time().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        for data in snapshot.views() {
            for row in data.rows() {
                let value = match &row.data {
                    Data::Count(count) => count.to_string(),
                    Data::Sum(value) | Data::LastValue(value) => value.to_string(),
                    Data::Distribution(data) => {
                        format!(r#"{{"count":{},"mean":{}}}"#, data.count(), data.mean())
                    }
                    _ => continue, // What a later census adds.
                };
                // Names need no escaping; a row's tags would.
                let name = data.view().name();
                writeln!(self.0, r#"{{"time":{time},"view":"{name}","value":{value}}}"#)
                    .map_err(unwritten)?;
            }
        }
        Ok(())
    }
}

/// Asks to be called again. Nothing is lost: the next snapshot carries everything anew.
fn unwritten(error: io::Error) -> ExportError {
    ExportError::new("cannot write a line").caused_by(error).retry_after(Duration::ZERO)
}

#[measured(count = "tea/brewed", latency = "tea/time")]
fn brew() {
    std::hint::black_box(());
}

fn main() -> Result<(), Box<dyn Error>> {
    let _census = census::start().export(JsonLines(io::stdout())).run()?;
    (0..3).for_each(|_| brew());
    Ok(()) // The guard drops here, and the last export is written.
}
