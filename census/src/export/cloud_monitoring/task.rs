//! The label that tells processes apart which would otherwise write the same series.

use std::fs;
use std::process::Command;

/// Its key, which OpenCensus users' dashboards hold.
pub(super) const KEY: &str = "opencensus_task";

/// What it is for, in its descriptor.
pub(super) const DESCRIPTION: &str = "Opencensus task identifier";

/// This process: `rust-<pid>@<host>`.
pub(super) fn value() -> String {
    format!("rust-{}@{}", std::process::id(), host())
}

/// The machine's name, as the kernel or the environment has it; the standard library does not say.
pub(super) fn host() -> String {
    let given = |name| std::env::var(name).ok();
    let kernel = || fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let program = || {
        let said = Command::new("hostname").output().ok()?;
        said.status.success().then(|| String::from_utf8_lossy(&said.stdout).into_owned())
    };
    let named = |name: Option<String>| {
        name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty())
    };
    named(kernel())
        .or_else(|| named(given("HOSTNAME")))
        .or_else(|| named(given("COMPUTERNAME")))
        .or_else(|| named(program()))
        .unwrap_or_else(|| "localhost".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_a_process_at_a_host() {
        let task = value();
        let rest = task.strip_prefix("rust-").and_then(|rest| rest.split_once('@'));
        let (process, host) = rest.expect("rust-<pid>@<host>");
        assert_eq!(process, std::process::id().to_string());
        assert!(!host.is_empty() && !host.contains(char::is_whitespace), "{task}");
    }
}
