//! What holds for any bytes that are read as a program. The fuzz target and a test share it.

use cargo_census::burn::Pace;
use cargo_census::check::{self, BACKENDS};
use cargo_census::export::{markdown, openslo, prometheus, sloth};
use cargo_census::objective::{Objective, Program};
use cargo_census::{diff, explain, list, lock, read};

/// Bytes are a program with objectives or are refused; whatever is read can be worked with.
pub(crate) fn program(bytes: &[u8]) {
    match read::bytes(bytes) {
        Ok(program) => worked_with(&program),
        Err(refusal) => assert!(!refusal.to_string().is_empty()),
    }
    if let Ok(program) = lock::read(bytes) {
        worked_with(&program);
    }
}

fn worked_with(program: &Program) {
    let backends: Vec<_> = BACKENDS.iter().map(|(_, backend)| *backend).collect();
    let findings = check::findings(program, &backends);
    assert!(check::text(&findings, program).lines().count() > findings.len());
    assert!(list::text(program).lines().count() > program.objectives().count());
    let objectives: Vec<Objective<'_>> = program.objectives().collect();
    let _ = explain::text(&objectives, Pace::default());
    assert_eq!(lock::read(lock::full(program).as_bytes()).as_ref(), Ok(program));
    let kept = lock::lock(program);
    let read = lock::read(kept.as_bytes()).expect("a lock file is read again");
    assert_eq!(lock::lock(&read), kept);
    let _ = diff::text(&diff::changes(&read, program));
    let settings = prometheus::Settings::default();
    let _ = sloth::files(program, &settings);
    let _ = openslo::file(program, &settings);
    let _ = markdown::file(program, &markdown::Settings::default());
    if objectives.iter().all(|one| one.goal.is_sound() && one.slo.window.days() > 0) {
        let _ = prometheus::files(program, &settings);
    }
}
