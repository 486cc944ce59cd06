//! What the checks need beyond cargo, installed when it is missing.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::workshop::{Fault, Workshop};

/// Debian asks this file before a package starts its daemon; 101 means "do not".
const DAEMON_POLICY: &str = "/usr/sbin/policy-rc.d";

/// Finds a program, or installs the Debian package that has it.
///
/// # Errors
///
/// Why it is not there and could not be had.
pub fn program(workshop: &Workshop, name: &str, package: &str) -> Result<PathBuf, Fault> {
    if let Some(path) = find(name) {
        return Ok(path);
    }
    debian(workshop, package).map_err(|error| format!("`{name}` is missing: {error}"))?;
    find(name).ok_or_else(|| format!("the package `{package}` brought no `{name}`").into())
}

/// A Python that has what `tests/python/requirements.txt` asks for, in an environment of its own.
///
/// # Errors
///
/// Why there is none.
pub fn python(workshop: &Workshop) -> Result<PathBuf, Fault> {
    let home = workshop.target.join("python");
    let python = home.join("bin/python");
    let wanted = workshop.root.join("tests/python/requirements.txt");
    let had = home.join("requirements.txt");
    let wants = fs::read_to_string(&wanted)?;
    if fs::read_to_string(&had).is_ok_and(|had| had == wants) {
        return Ok(python);
    }
    let make = || workshop.command("python3").args(["-m", "venv", "--clear"]).arg(&home).quiet();
    if make().is_err() {
        debian(workshop, "python3-venv").map_err(|error| format!("`python3 -m venv`: {error}"))?;
        make()?;
    }
    workshop
        .command(&python)
        .args(["-m", "pip", "install", "--quiet", "-r"])
        .arg(&wanted)
        .quiet()?;
    fs::write(had, wants)?; // Last, so that half an environment is made anew.
    Ok(python)
}

/// What is in a package of npm, `@scope/name@1.2.3`, unpacked; none of its scripts is run.
///
/// # Errors
///
/// Why it could not be had.
pub fn npm(workshop: &Workshop, package: &str) -> Result<PathBuf, Fault> {
    let home = workshop.target.join("npm").join(package.replace(['/', '@'], "-"));
    let folder = home.join("package");
    if folder.is_dir() {
        return Ok(folder);
    }
    let npm = program(workshop, "npm", "npm")?;
    let _ = fs::remove_dir_all(&home); // What an earlier run left unfinished.
    let part = home.with_extension("part");
    fs::create_dir_all(&part)?;
    workshop.command(npm).args(["pack", "--silent", package]).current_dir(&part).quiet()?;
    for file in fs::read_dir(&part)? {
        workshop.command("tar").arg("-xzf").arg(file?.path()).arg("-C").arg(&part).quiet()?;
    }
    fs::rename(part, home)?; // Last, so that half a package is made anew.
    Ok(folder)
}

/// The source of the nightly standard library.
///
/// # Errors
///
/// Why it could not be had.
pub fn nightly_source(workshop: &Workshop) -> Result<(), Fault> {
    let words = ["component", "add", "rust-src", "--toolchain", "nightly"];
    workshop.command("rustup").args(words).quiet()
}

/// A toolchain, without what only people need.
///
/// # Errors
///
/// Why it could not be had.
pub fn toolchain(workshop: &Workshop, version: &str) -> Result<(), Fault> {
    let words = ["toolchain", "install", version, "--profile", "minimal"];
    workshop.command("rustup").args(words).quiet()
}

fn debian(workshop: &Workshop, package: &str) -> Result<(), Fault> {
    if find("apt-get").is_none() {
        return Err(format!("no apt-get here; install what Debian calls `{package}`").into());
    }
    if Command::new("id").arg("-u").output()?.stdout.trim_ascii() != b"0" {
        return Err(format!("not root; run `apt-get install {package}` first").into());
    }
    if !workshop.packages_known.replace(true) {
        workshop.command("apt-get").args(["update", "-qq"]).quiet()?;
    }
    print!("(installing Debian's `{package}`; no daemon of it is started) ");
    let _quiet = NoDaemons::begin()?;
    workshop
        .command("apt-get")
        .args(["install", "-y", "-qq", "--no-install-recommends", package])
        .env("DEBIAN_FRONTEND", "noninteractive")
        .quiet()
}

/// While it lives no package starts a daemon; then things are as they were.
struct NoDaemons {
    ours: bool,
}

impl NoDaemons {
    fn begin() -> Result<Self, Fault> {
        use std::os::unix::fs::OpenOptionsExt;
        if Path::new(DAEMON_POLICY).exists() {
            return Ok(NoDaemons { ours: false });
        }
        let mut file =
            fs::OpenOptions::new().write(true).create_new(true).mode(0o755).open(DAEMON_POLICY)?;
        file.write_all(b"#!/bin/sh\nexit 101\n")?;
        Ok(NoDaemons { ours: true })
    }
}

impl Drop for NoDaemons {
    fn drop(&mut self) {
        if self.ours {
            let _ = fs::remove_file(DAEMON_POLICY); // It may be gone already.
        }
    }
}

/// The program of this name on the search path.
pub fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

trait Quiet {
    /// Runs it; what it prints is the error if it fails.
    fn quiet(&mut self) -> Result<(), Fault>;
}

impl Quiet for Command {
    fn quiet(&mut self) -> Result<(), Fault> {
        let done = self.stdin(Stdio::null()).output()?;
        match done.status.success() {
            true => Ok(()),
            false => Err(String::from_utf8_lossy(&done.stderr).trim().to_owned().into()),
        }
    }
}
