//! The ways out of a program: whichever it takes, what it recorded has arrived.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus};

use census_tests::finish;

/// Lets a program leave in a way; its exit code or minus the signal that ended it, and what its
/// file exporter wrote.
#[track_caller]
fn leave(way: &str) -> (Option<i32>, String) {
    let ended = |status: ExitStatus| status.code().or_else(|| Some(-status.signal()?));
    let file = std::env::temp_dir().join(format!("census-{}-{way}", std::process::id()));
    let _ = fs::remove_file(&file);
    let (status, said) = finish(Command::new(env!("CARGO_BIN_EXE_leaver")).arg(way).arg(&file));
    let written = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{error}\n{said}"));
    let _ = fs::remove_file(&file);
    (status.and_then(ended), written)
}

#[track_caller]
fn calls(count: u64) -> String {
    format!("leaver/calls [1]\n  count={count}\n")
}

#[test]
fn a_main_that_returns_has_exported_everything() {
    assert_eq!(leave("returns"), (Some(0), calls(10)));
}

#[test]
fn a_main_that_returns_an_error_has_exported_everything() {
    assert_eq!(leave("fails"), (Some(1), calls(10)));
}

#[test]
fn a_main_that_panics_has_exported_everything() {
    assert_eq!(leave("panics"), (Some(101), calls(10)));
}

#[test]
fn a_guard_that_drops_on_a_thread_that_panics_has_exported_everything() {
    assert_eq!(leave("panics on a thread"), (Some(0), calls(11)));
}

#[test]
fn threads_that_still_run_at_the_end_lose_nothing() {
    assert_eq!(leave("threads"), (Some(0), calls(13)));
}

#[test]
fn a_record_in_the_destructor_of_a_thread_is_exported() {
    assert_eq!(leave("destructors"), (Some(0), calls(12)));
}

#[test]
fn a_process_that_exits_after_a_shutdown_has_exported_everything() {
    assert_eq!(leave("shuts down and exits"), (Some(0), calls(10)));
}

#[test]
fn a_process_that_exits_with_the_guard_in_its_hand_has_exported_everything() {
    assert_eq!(leave("exits"), (Some(3), calls(10)));
}

#[test]
fn a_process_that_exits_on_another_thread_has_exported_everything() {
    assert_eq!(leave("exits on a thread"), (Some(3), calls(12)));
}

#[test]
fn a_guard_that_is_never_dropped_has_exported_everything() {
    assert_eq!(leave("forgets the guard"), (Some(0), calls(10)));
}

// Regression: the child waited five seconds for threads that only its parent has, or for ever.
#[test]
fn a_child_of_a_fork_leaves_the_exports_to_its_parent() {
    assert_eq!(leave("forks"), (Some(0), calls(10)));
    assert_eq!(leave("forks with the guard"), (Some(0), calls(10)));
}

// Regression: the last export waited for ever for a lock that the thread that exited held.
#[test]
fn a_process_that_exits_in_the_midst_of_a_snapshot_ends() {
    assert_eq!(leave("exits within a snapshot"), (Some(3), calls(10)));
}

#[test]
fn a_signal_that_ends_the_process_lets_it_export_everything() {
    assert_eq!(leave("SIGTERM"), (Some(-15), calls(10)));
    assert_eq!(leave("SIGINT"), (Some(-2), calls(10)));
}
