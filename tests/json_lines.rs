//! Lines of JSON on a disk that is full: what is there stays whole, and nothing is lost.

use std::fs;
use std::process::Command;
use std::time::Duration;

use census::export::JsonLines;
use census::{Aggregation, Measure, View};
use census_tests::{alone, finish};

static CALLS: Measure<i64> = Measure::new("json_lines/calls", "1");
static COUNT: View = View::new("json_lines/calls", &CALLS, Aggregation::Count);

/// The size that a file of the second process may have, in the shell's blocks of 512 bytes or
/// 1024: more than one export, less than ten.
const BLOCKS: &str = "8";

#[test]
fn a_full_disk_breaks_no_line_and_loses_no_count() {
    // A limit of the process stands for the end of the disk: a write is cut short, then refused.
    let Ok(path) = std::env::var("CENSUS_TEST_FULL_DISK") else {
        let name = format!("census-{}-full.jsonl", std::process::id());
        let path = std::env::temp_dir().join(name);
        let mut shell = Command::new("sh");
        shell.args(["-c", "trap '' XFSZ; ulimit -S -f $0; exec \"$@\"", BLOCKS]);
        shell.arg(std::env::current_exe().expect("this program"));
        shell.args(["--exact", "a_full_disk_breaks_no_line_and_loses_no_count"]);
        let (status, said) = finish(shell.env("CENSUS_TEST_FULL_DISK", &path));
        let _ = fs::remove_file(&path);
        assert!(status.is_some_and(|status| status.success()), "{said}");
        return;
    };
    census::register(&COUNT).expect("a name of its own");
    let census = census::start().on_error(|_, _| {}).export(JsonLines::file(&path)).run();
    let census = census.expect("a pipeline");
    let mut whole = String::new();
    loop {
        CALLS.record(1);
        let report = census.flush(Duration::from_millis(50));
        let now = fs::read_to_string(&path).expect("the file");
        if !report.is_ok() {
            let said = format!("{:?}", report.iter().next());
            assert!(said.contains("cannot write to") || said.contains("Late"), "{said}");
            assert_eq!(now, whole, "half an export was left");
            break;
        }
        assert!(now.ends_with('\n') && now.len() > whole.len());
        whole = now;
    }
    let before = count(&whole);
    // Somebody makes room.
    fs::remove_file(&path).expect("a removal");
    assert!(census.shutdown(Duration::from_secs(60)).is_ok());
    assert_eq!(count(&fs::read_to_string(&path).expect("the file")), before + 1);
}

/// The count that the last line of the view tells.
fn count(lines: &str) -> u64 {
    let of_view = |line: &&str| line.contains(r#""view":"json_lines/calls""#);
    let line = lines.lines().rfind(of_view).expect("a line");
    let (_, count) = line.trim_end_matches('}').rsplit_once(r#""count":"#).expect("a count");
    count.parse().expect("a number")
}

#[test]
fn what_was_moved_away_is_whole_and_the_last_line_tells_all() {
    alone(|| {
        census::register(&COUNT).expect("a name of its own");
        let name = format!("census-{}-rotated.jsonl", std::process::id());
        let path = std::env::temp_dir().join(name);
        let lines = JsonLines::file(&path).bytes_max(1).files_max(2);
        let census = census::start().export(lines).run().expect("a pipeline");
        for _ in 0..3 {
            CALLS.record(1);
            assert!(census.flush(Duration::from_secs(60)).is_ok());
        }
        drop(census); // The last export.
        let aside = path.with_extension("jsonl.1");
        for (path, calls) in [(&path, 3), (&aside, 3)] {
            assert_eq!(count(&fs::read_to_string(path).expect("a file")), calls);
            fs::remove_file(path).expect("a removal");
        }
        assert!(!path.with_extension("jsonl.2").exists());
    });
}
