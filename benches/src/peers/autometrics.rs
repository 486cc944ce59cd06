//! `autometrics`, with `prometheus` behind it.

use autometrics::autometrics;
use autometrics::settings::AutometricsSettings;

use crate::peers::prometheus::text;
use crate::row::{Exported, Kind, Row, sample};
use crate::work::{BOUNDS, body};

const FUNCTION: &str = "function=\"full_by_autometrics\"";

pub(super) fn rows() -> Vec<Row> {
    let row = Row::new("autometrics", Kind::Peer)
        .full(full_by_autometrics, measured)
        .setup(|| {
            AutometricsSettings::builder().histogram_buckets(BOUNDS).init();
        })
        .notes(&["always times: calls cannot be counted alone"]);
    vec![row]
}

#[autometrics]
#[inline(never)]
fn full_by_autometrics(input: u64) -> Result<u64, ()> {
    body(input)
}

fn measured() -> Exported {
    let text = text();
    let errors = sample(&text, "function_calls_total", &[FUNCTION, "result=\"error\""]);
    Exported {
        calls: sample(&text, "function_calls_total", &[FUNCTION]),
        errors: Some(errors),
        timed: Some(sample(&text, "function_calls_duration_seconds_count", &[FUNCTION])),
    }
}
