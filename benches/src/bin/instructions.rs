//! How many instructions a measured call executes: what a regression test can hold, where times
//! drift from run to run and from machine to machine.
//!
//! Each function is called under callgrind, in two runs of different length; the difference by the
//! difference of the calls is what one call executes, the loop's own few instructions included,
//! and everything that happens once cancels. `instructions.txt` holds the limits.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::process::{Command, ExitCode};

use ::census::SpanContext;
use census_benches::peers::{census, floor};
use census_benches::work::{self, Work};
use census_benches::{closed, tagged};

const HELP: &str = "\
Counts the instructions of a measured call under callgrind, and compares them with the limits in
instructions.txt: ends with 1 if there are more, with 2 if they cannot be counted.

usage: instructions [--write]

  --write   write what was counted, and a twentieth more, as the new limits
";

const LIMITS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/instructions.txt");

/// The call that is an exemplar each time.
const EXEMPLAR: &str = "exemplar";

/// The functions, and the names of their limits.
const WORKS: [(&str, Work); 12] = [
    ("bare", floor::bare),
    ("count", census::count),
    ("count-closed-tags", closed::count),
    ("count-tags", tagged::called),
    ("count+errors+latency", census::full),
    ("count+objective", census::served_count),
    ("count+errors+latency+objective", census::served),
    (EXEMPLAR, census::full),
    ("record", tagged::untagged),
    ("record-in-tags", tagged::current),
    ("record-with-tags", tagged::given),
    ("record-with-values", tagged::given_values),
];

/// Calls in the shorter run: the first of them register the function and lease the shard.
const CALLS_FEW: u64 = 1_000;

/// Calls in the longer run: enough that the difference is exact to a hundredth.
const CALLS_MANY: u64 = 21_000;

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words[..] {
        [] => compare(),
        ["--write"] => write(),
        ["--call", name, calls] => call(name, calls).map(|()| true),
        _ => Err(HELP.to_owned()),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Counts, compares with the limits, and says whether all are held.
fn compare() -> Result<bool, String> {
    let limits = limits()?;
    let mut held = true;
    for (name, counted) in count()? {
        let limit = limits.get(name).ok_or(format!("{LIMITS} has no limit for `{name}`"))?;
        let verdict = if counted <= *limit { "" } else { " MORE THAN THE LIMIT" };
        println!("{name}: {counted:.2} instructions per call, at most {limit:.2}{verdict}");
        held &= counted <= *limit;
    }
    Ok(held)
}

fn write() -> Result<bool, String> {
    let mut text = String::from(
        "# Instructions per call that must not be exceeded, the loop's included: x86-64, release.\n\
         # Written by `instructions --write`, a twentieth above what was counted.\n",
    );
    for (name, counted) in count()? {
        println!("{name}: {counted:.2} instructions per call");
        text += &format!("{name} {:.1}\n", counted * 1.05);
    }
    fs::write(LIMITS, text).map_err(|error| format!("{LIMITS} cannot be written: {error}"))?;
    Ok(true)
}

fn limits() -> Result<BTreeMap<String, f64>, String> {
    let text = fs::read_to_string(LIMITS);
    let text = text.map_err(|error| format!("{LIMITS} cannot be read: {error}"))?;
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let limit = |line: &str| {
        let (name, limit) = line.split_once(' ')?;
        Some((name.to_owned(), limit.trim().parse().ok()?))
    };
    let limit = |line| limit(line).ok_or(format!("{LIMITS}: `{line}` is not a name and a number"));
    lines.map(limit).collect()
}

/// Instructions per call of each function.
fn count() -> Result<Vec<(&'static str, f64)>, String> {
    let count = |(name, _): (&'static str, Work)| {
        let (few, many) = (callgrind(name, CALLS_FEW)?, callgrind(name, CALLS_MANY)?);
        Ok((name, (many - few) / (CALLS_MANY - CALLS_FEW) as f64))
    };
    WORKS.into_iter().map(count).collect()
}

/// Runs this program under callgrind, and reads how many instructions the loop executed with all
/// that it called; what the other threads do meanwhile is not among them.
fn callgrind(name: &str, calls: u64) -> Result<f64, String> {
    let program = env::current_exe().map_err(|error| format!("where am I? {error}"))?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg("--toggle-collect=census_benches::work::repeat*")
        .arg(program)
        .args(["--call", name, &calls.to_string()])
        .output()
        .map_err(|error| format!("valgrind cannot be run ({error}); install it"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    let collected = text.split("Collected :").nth(1).and_then(|rest| {
        let number = rest.split_whitespace().next()?;
        number.parse::<f64>().ok().filter(|collected| *collected > 0.0)
    });
    collected.ok_or(format!("callgrind counted nothing of `{name}`:\n{text}"))
}

/// What runs under callgrind: the loop.
fn call(name: &str, calls: &str) -> Result<(), String> {
    let calls = calls.parse().map_err(|_| format!("`{calls}` is not a number"))?;
    let work = WORKS.into_iter().find(|(known, _)| *known == name);
    let (_, work) = work.ok_or(format!("`{name}` is not a function that is measured"))?;
    census::begin();
    if name == EXEMPLAR {
        let span = SpanContext { trace_id: [1; 16], span_id: [1; 8], sampled: true };
        ::census::exemplars(move || Some(span));
    }
    tagged::in_tags(&mut || {
        work::repeat(work, calls);
    });
    Ok(())
}
