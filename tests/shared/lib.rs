//! What the tests share.

// One is for the test `off` alone, the other for what `cargo xtask test` starts servers for.
#[cfg(all(feature = "off", feature = "counterparts"))]
compile_error!(
    "with the feature `off` nothing is measured, so there is nothing to test: run `cargo test \
     --workspace` without `--all-features`, or `cargo xtask test`, which knows what needs which"
);

pub mod backend;
pub mod objectives;
pub mod otlp;
pub mod replay;

use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use census::__private::Asked;
use census::Snapshot;

/// A measured function that asks for nothing: `Asked { count: Some("…"), ..NOTHING }`.
pub const NOTHING: Asked =
    Asked { path: "", count: None, errors: None, latency: None, in_flight: None };

/// How long a process of [`alone`] may take before it is taken to hang. Under a sanitizer on a
/// busy machine the slowest takes a tenth.
const PATIENCE: Duration = Duration::from_secs(60);

/// Says to a process of [`alone`] that it is one.
const ALONE: &str = "CENSUS_TEST_ALONE";

/// Runs a test in a process of its own: for what there is one of in a process, such as the
/// pipeline, and for what may hang it. Called first and last in a `#[test]`, with a closure.
///
/// # Panics
///
/// If the test does, or hangs.
pub fn alone<F: FnOnce()>(test: F) {
    if std::env::var_os(ALONE).is_some() {
        return test();
    }
    // `crate::module::name::{{closure}}`
    let path = std::any::type_name::<F>();
    let name = path.split_once("::").map_or(path, |(_, name)| name);
    let name = name.trim_end_matches("::{{closure}}");
    let program = std::env::current_exe().expect("this test's own path");
    let mut command = Command::new(program);
    command.args([name, "--exact", "--nocapture", "--test-threads=1"]).env(ALONE, "1");
    command.env("RUST_BACKTRACE", "0"); // To make one takes longer than some tests wait.
    let (status, said) = finish(&mut command);
    let ran = said.contains("1 passed") || said.contains("1 failed");
    assert!(status.is_some_and(|status| status.success()) && ran, "{status:?}\n{said}");
}

/// Runs a program to its end: its status, or `None` where it hung, and all that it printed.
///
/// # Panics
///
/// If it cannot be started.
pub fn finish(command: &mut Command) -> (Option<ExitStatus>, String) {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.expect("a program that starts");
    let outputs = [read_all(child.stdout.take()), read_all(child.stderr.take())];
    let status = wait(&mut child);
    let said = outputs.map(|output| output.join().unwrap_or_default());
    (status, said.concat())
}

fn read_all(output: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut all = Vec::new();
        output.into_iter().for_each(|mut output| drop(output.read_to_end(&mut all)));
        String::from_utf8_lossy(&all).into_owned()
    })
}

/// Waits for the end of a child; ends it where it hangs.
fn wait(child: &mut Child) -> Option<ExitStatus> {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let _ = child.kill();
    let _ = child.wait();
    None
}

/// The count of a view in a snapshot.
///
/// # Panics
///
/// If there is no such view.
pub fn count(snapshot: &Snapshot, view: &str) -> u64 {
    snapshot.view(view).unwrap_or_else(|| panic!("no view `{view}` in\n{snapshot}")).count()
}
