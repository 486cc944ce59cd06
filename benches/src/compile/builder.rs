//! Cargo, timed: by the wall, and by the processors that it and all that it ran took.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::compile::program::{Bodies, Program};

/// Seconds that a build took.
#[derive(Clone, Copy, Debug)]
pub struct Took {
    /// From its start to its end.
    pub wall: f64,
    /// Of all its processes together, outside of the kernel.
    pub user: f64,
}

/// A directory in which crates are built.
#[derive(Clone, Debug)]
pub struct Builder {
    root: PathBuf,
    bodies: Bodies,
}

/// Whether a build is optimised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// `cargo build`
    Debug,
    /// `cargo build --release`
    Release,
}

impl Builder {
    /// Builds below a directory, functions of such bodies.
    pub fn new(root: impl Into<PathBuf>, bodies: Bodies) -> Self {
        Builder { root: root.into(), bodies }
    }

    /// Writes a program, and builds it with all that it depends on.
    ///
    /// # Errors
    ///
    /// If it cannot be written or built, with what was said.
    pub fn prepare(&self, program: &Program, profile: Profile) -> Result<(), String> {
        let census = concat!(env!("CARGO_MANIFEST_DIR"), "/../census");
        let folder = self.folder(program.name);
        write(&folder.join("Cargo.toml"), &program.manifest(census))?;
        write(&folder.join("src/main.rs"), &program.source(self.bodies))?;
        self.cargo(&folder, &self.target(), profile, true).map(drop)
    }

    /// Builds a program anew, and nothing that it depends on.
    ///
    /// # Errors
    ///
    /// If it cannot be written or built, with what was said.
    pub fn rebuild(&self, program: &Program, profile: Profile) -> Result<Took, String> {
        let folder = self.folder(program.name);
        // What the compiler kept of the last build would spare it most of this one.
        forget(&self.target().join("debug/incremental"))?;
        write(&folder.join("src/main.rs"), &program.source(self.bodies))?;
        self.cargo(&folder, &self.target(), profile, true)
    }

    /// Builds a crate that is empty, and for the first time all that it depends on, as if that
    /// came by git or from a registry: cargo keeps an incremental cache of what is there by path
    /// and of nothing else, and to write it takes half of such a crate's time more.
    ///
    /// # Errors
    ///
    /// If it cannot be written or built, with what was said.
    pub fn cold(&self, name: &str, dependencies: &str) -> Result<Took, String> {
        let folder = self.folder(&format!("cold-{name}"));
        let manifest = format!(
            "[package]\nname = \"cold-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [workspace]\n\n[dependencies]\n{dependencies}"
        );
        write(&folder.join("Cargo.toml"), &manifest)?;
        write(&folder.join("src/lib.rs"), "//! Empty.\n")?;
        if !folder.join("Cargo.lock").exists() {
            // What is downloaded is not built, and takes no part of the time.
            run(Command::new("cargo").arg("fetch").current_dir(&folder))?;
        }
        let target = folder.join("target");
        forget(&target)?;
        self.cargo(&folder, &target, Profile::Debug, false)
    }

    /// The program itself.
    pub fn binary(&self, program: &Program) -> PathBuf {
        self.target().join("release").join(format!("thousand-{}", program.name))
    }

    fn folder(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// One for all programs, so that what several depend on is built once.
    fn target(&self) -> PathBuf {
        self.root.join("target")
    }

    fn cargo(
        &self,
        folder: &Path,
        target: &Path,
        profile: Profile,
        incremental: bool,
    ) -> Result<Took, String> {
        let mut cargo = Command::new("cargo");
        cargo.args(["build", "--quiet"]).current_dir(folder).env("CARGO_TARGET_DIR", target);
        // Symbols name what a generic function was made for, so that it is found with its caller.
        cargo.env("RUSTFLAGS", "-Csymbol-mangling-version=v0");
        if !incremental {
            cargo.env("CARGO_INCREMENTAL", "0");
        }
        if profile == Profile::Release {
            cargo.arg("--release");
        }
        let (start, before) = (Instant::now(), user_of_children()?);
        run(&mut cargo)?;
        let wall = start.elapsed().as_secs_f64();
        Ok(Took { wall, user: user_of_children()? - before })
    }
}

/// Writes a file anew, so that cargo takes it for changed.
fn write(path: &Path, text: &str) -> Result<(), String> {
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    folder.and_then(|()| fs::write(path, text)).map_err(|error| failed(path, "written", &error))
}

fn forget(folder: &Path) -> Result<(), String> {
    if !folder.exists() {
        return Ok(());
    }
    fs::remove_dir_all(folder).map_err(|error| failed(folder, "removed", &error))
}

fn failed(path: &Path, act: &str, error: &std::io::Error) -> String {
    format!("{} cannot be {act}: {error}", path.display())
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("cargo cannot be run: {error}"))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// Seconds that the children that have ended took, and theirs.
fn user_of_children() -> Result<f64, String> {
    const PATH: &str = "/proc/self/stat";
    /// In a second: Linux tells programs so, whatever it counts itself.
    const TICKS: f64 = 100.0;
    let text = fs::read_to_string(PATH).map_err(|error| failed(PATH.as_ref(), "read", &error))?;
    // The name in parentheses may hold blanks; `cutime` is the 14th field behind it.
    let fields = text.rsplit_once(')').map(|(_, fields)| fields);
    let ticks = fields.and_then(|fields| fields.split_whitespace().nth(13)?.parse::<f64>().ok());
    ticks.map(|ticks| ticks / TICKS).ok_or(format!("{PATH} has no `cutime`"))
}
