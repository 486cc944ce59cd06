//! Pages of ours before two strict readers: made of odd data, and got from our own listener.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::install;
use crate::leash;
use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

/// What a reader said.
enum Verdict {
    Accepted,
    /// Well formed, but not as it advises.
    Advised(String),
    Refused(String),
}

/// A body that no reader may accept: a reader that does is no judge.
const BROKEN: &str = "# TYPE calls counter\ncalls_total one\n# EOF\n";

pub fn run(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let folder = workshop.bench.join("bodies");
    let _ = fs::remove_dir_all(&folder); // Those of an earlier run, if there was one.
    fs::create_dir_all(&folder)?;
    let mut test = workshop.cargo("test -p census-tests --test bodies --test scraped");
    test.env("CENSUS_BODIES_DIR", &folder);
    workshop.tests(tally, &mut test, "bodies")?;

    let text = with_extension(&folder, "txt")?;
    let open = with_extension(&folder, "om")?;
    tally.expect(!text.is_empty() && !open.is_empty(), "the test `bodies` wrote no bodies");
    let broken = folder.join("broken");
    fs::write(&broken, BROKEN)?;

    match install::program(workshop, "promtool", "prometheus") {
        Ok(_) => judge(tally, "promtool", &broken, &text, |body| promtool(workshop, body))?,
        Err(error) => tally.lack(format!("promtool reads no body: {error}")),
    }
    match install::python(workshop) {
        Ok(python) => {
            let name = "the OpenMetrics parser";
            judge(tally, name, &broken, &open, |body| parser(workshop, &python, body))?;
        }
        Err(error) => tally.lack(format!("the OpenMetrics parser reads no body: {error}")),
    }
    Ok(())
}

fn judge(
    tally: &mut Tally,
    name: &str,
    broken: &Path,
    bodies: &[PathBuf],
    read: impl Fn(&Path) -> Result<Verdict, Fault>,
) -> Result<(), Fault> {
    tally.expect(
        matches!(read(broken)?, Verdict::Refused(_)),
        format!("{name} accepts a broken body, so it proves nothing"),
    );
    for body in bodies {
        match read(body)? {
            Verdict::Accepted => tally.pass(),
            Verdict::Advised(advice) => {
                tally.pass();
                tally.notes.push(format!("{name} advises on {}:\n{advice}", body.display()));
            }
            Verdict::Refused(why) => {
                tally.fail(format!("{name} refuses {}:\n{why}", body.display()));
            }
        }
    }
    Ok(())
}

fn promtool(workshop: &Workshop, body: &Path) -> Result<Verdict, Fault> {
    let mut promtool = workshop.command("promtool");
    promtool.args(["check", "metrics"]).stdin(File::open(body)?);
    let said = promtool.output()?;
    let words = String::from_utf8_lossy(&said.stderr).into_owned();
    Ok(match said.status.code() {
        Some(0) => Verdict::Accepted,
        Some(3) if !follows_conventions(body) => Verdict::Advised(words), // Its linter alone.
        _ => Verdict::Refused(words),
    })
}

/// Whether not even the linter may find fault with a body; the test says so by its name.
fn follows_conventions(body: &Path) -> bool {
    body.file_stem().is_some_and(|name| name.as_encoded_bytes().starts_with(b"plain"))
}

fn parser(workshop: &Workshop, python: &Path, body: &Path) -> Result<Verdict, Fault> {
    let mut parser = workshop.command(python);
    parser.arg("tests/python/openmetrics.py").arg(body);
    let ended = leash::run(&mut parser, &workshop.bench.join("openmetrics.log"))?;
    Ok(if ended.well() { Verdict::Accepted } else { Verdict::Refused(ended.why()) })
}

fn with_extension(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, Fault> {
    let mut paths = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|has| has == extension));
    paths.sort();
    Ok(paths)
}
