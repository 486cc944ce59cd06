//! Two crates of one program that declare an objective of one id: the linker refuses it, and names
//! the id.

use std::fs;

use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

/// What the linker says of.
const SYMBOL: &str = "census_slo_declared_twice__checkout";

const WORKSPACE: &str = "[workspace]\nresolver = \"3\"\nmembers = [\"library\", \"program\"]\n";

const LIBRARY: &str = r#"[package]
name = "library"
edition = "2024"

[lib]
path = "ROOT/tests/declared-twice/library.rs"

[dependencies]
census = { path = "ROOT/census", default-features = false }
"#;

const PROGRAM: &str = r#"[package]
name = "program"
edition = "2024"

[features]
twice = []
another = []

[[bin]]
name = "declared-twice"
path = "ROOT/tests/declared-twice/program.rs"

[dependencies]
census = { path = "ROOT/census", default-features = false }
library = { path = "../library" }
"#;

pub fn run(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let folder = workshop.target.join("declared-twice");
    let root = workshop.root.to_str().ok_or("the repository's path is no text")?;
    for (name, manifest) in [("library", LIBRARY), ("program", PROGRAM)] {
        fs::create_dir_all(folder.join(name))?;
        fs::write(folder.join(name).join("Cargo.toml"), manifest.replace("ROOT", root))?;
    }
    fs::write(folder.join("Cargo.toml"), WORKSPACE)?;
    fs::copy(workshop.root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let cargo = |words: &str| {
        let mut cargo = workshop.cargo(words);
        cargo.arg("--manifest-path").arg(folder.join("Cargo.toml"));
        cargo.arg("--target-dir").arg(&workshop.target);
        cargo
    };
    for feature in ["", "another"] {
        let mut program = cargo("run -p program");
        program.arg(format!("--features={feature}"));
        workshop.check(tally, &mut program, "declared-once")?;
    }
    let ended = workshop.run(&mut cargo("build -p program --features=twice"), "declared-twice")?;
    let told = ended.output.contains(SYMBOL);
    tally.expect(
        !ended.well() && told,
        format!("nobody told that `checkout` is declared twice: {}", ended.why()),
    );
    Ok(())
}
