//! The examples, run as a stranger would run them.

use std::path::PathBuf;

use crate::manifest;
use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

/// What examples are given that would otherwise run until Ctrl-C.
const WORDS: [(&str, &[&str]); 1] =
    [("sli_server", &["--listen", "127.0.0.1:0", "--requests", "2000"])];

pub fn run(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let ended = workshop
        .run(&mut workshop.cargo("build --release -p census-examples --examples"), "examples")?;
    if !ended.well() {
        tally.fail(ended.why());
        return Ok(());
    }
    for name in manifest::targets(&workshop.root.join("examples/Cargo.toml"), "example")? {
        let words = WORDS.iter().find(|(of, _)| *of == name).map_or(&[][..], |(_, words)| words);
        let log = format!("example-{name}");
        workshop.check(tally, workshop.command(program(workshop, &name)).args(words), &log)?;
    }
    Ok(())
}

/// Where cargo puts an example that is built for release.
pub fn program(workshop: &Workshop, name: &str) -> PathBuf {
    workshop.target.join("release/examples").join(name)
}
