//! `hotpath`: events in a queue of each thread, which a thread of its own sorts into histograms.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process;
use std::sync::Mutex;
use std::time::Duration;

use hotpath::{Format, HotpathGuard, HotpathGuardBuilder, Section};

use crate::crew;
use crate::row::{Exported, Kind, Row};
use crate::work::body;

static GUARD: Mutex<Option<HotpathGuard>> = Mutex::new(None);

pub(super) fn rows() -> Vec<Row> {
    let row = Row::new("hotpath", Kind::Lesser)
        .full(full_by_hotpath, measured)
        .setup(begin)
        // Its thread sorts 1.3 million events a second of each thread; what a slice leaves in the
        // queues would otherwise be sorted while other rows are measured.
        .settle(|| crew::wait_for_quiet(Duration::from_secs(20)))
        .notes(&[
            "always times, so calls cannot be counted alone, and does not count errors; the \
             buckets are its own; what its thread does after the slice is not in the time",
        ]);
    vec![row]
}

fn begin() {
    let guard = HotpathGuardBuilder::new("cost")
        .format(Format::Json)
        .sections(vec![Section::FunctionsTiming])
        .output_path(report())
        .build();
    *GUARD.lock().expect("no other row uses it") = Some(guard);
}

fn report() -> PathBuf {
    env::temp_dir().join(format!("census-benches-hotpath-{}.json", process::id()))
}

#[hotpath::measure]
#[inline(never)]
fn full_by_hotpath(input: u64) -> Result<u64, ()> {
    body(input)
}

/// Ends the profile, and reads the calls in its report.
fn measured() -> Exported {
    drop(GUARD.lock().expect("no other row uses it").take());
    let text = fs::read_to_string(report()).unwrap_or_default();
    let _ = fs::remove_file(report());
    let entry = text.split("full_by_hotpath").nth(1).unwrap_or_default();
    let calls = entry.split("\"calls\":").nth(1).unwrap_or_default();
    let digits: String = calls.trim_start().chars().take_while(char::is_ascii_digit).collect();
    let calls = digits.parse().unwrap_or(0);
    Exported { calls, errors: None, timed: Some(calls) }
}
