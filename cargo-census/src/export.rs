//! What a program's objectives become for a backend: files.

pub mod cloud_monitoring;
mod files;
#[cfg(test)]
mod golden;
pub mod grafana;
pub mod markdown;
pub mod openslo;
pub mod prometheus;
pub(crate) mod settings;
pub mod sloth;
mod variables;
pub(crate) mod views;

use crate::arguments::{self, Given};
use crate::ending::{Answer, Ending, Failure};
use crate::objective::Program;
use crate::{lock, source};

pub use files::{File, write};

/// Something that objectives are exported to.
struct Target {
    /// The word for it.
    name: &'static str,
    make: fn(&Program, &Given) -> Result<Vec<File>, Failure>,
}

/// All of them; the help has a line for each.
const TARGETS: &[Target] = &[
    Target { name: "prometheus", make: to_prometheus },
    Target { name: "cloud-monitoring", make: to_cloud_monitoring },
    Target { name: "grafana", make: to_grafana },
    Target { name: "sloth", make: to_sloth },
    Target { name: "openslo", make: to_openslo },
    Target { name: "markdown", make: to_markdown },
    Target { name: "lock", make: to_lock },
];

/// Exports to what the next word names: into the folder `--out`, or where that makes one file only,
/// to the standard output.
///
/// # Errors
///
/// If there is no such target, or the program or a file is not to be had.
pub fn run(given: &mut Given) -> Result<Answer, Failure> {
    let to = given.must("what to export to")?;
    let Some(target) = TARGETS.iter().find(|target| to == *target.name) else {
        let targets = arguments::list(TARGETS.iter().map(|target| target.name));
        let to = to.to_string_lossy();
        return Err(given.refuse(format!("nothing is exported to `{to}`: there is {targets}")));
    };
    let program = source::program(given)?;
    check(&program)?;
    let files = (target.make)(&program, given)?;
    let Some(folder) = given.path("out") else {
        return match files.as_slice() {
            [file] => Ok(Answer::fine(file.text.as_str())),
            _ => Err(given.refuse(format!(
                "`{}` makes {} files: say where they go, `--out FOLDER`",
                target.name,
                files.len()
            ))),
        };
    };
    match write(&files, &folder) {
        Ok(paths) => {
            let paths = paths.iter().map(|path| format!("{}\n", path.display()));
            Ok(Answer::fine(paths.collect::<String>()))
        }
        Err((path, error)) => Err(Failure::new(
            Ending::NotWritten,
            format!("`{}` cannot be written: {error}", path.display()),
        )),
    }
}

fn to_prometheus(program: &Program, given: &Given) -> Result<Vec<File>, Failure> {
    Ok(prometheus::files(program, &settings::prometheus(given)?))
}

fn to_sloth(program: &Program, given: &Given) -> Result<Vec<File>, Failure> {
    Ok(sloth::files(program, &settings::prometheus(given)?))
}

fn to_openslo(program: &Program, given: &Given) -> Result<Vec<File>, Failure> {
    Ok(vec![openslo::file(program, &settings::prometheus(given)?)])
}

fn to_markdown(program: &Program, given: &Given) -> Result<Vec<File>, Failure> {
    let settings = markdown::Settings {
        pace: settings::pace(given)?,
        descriptions: given.has("descriptions"),
        lines: given.has("lines"),
    };
    Ok(vec![markdown::file(program, &settings)])
}

fn to_lock(program: &Program, _: &Given) -> Result<Vec<File>, Failure> {
    Ok(vec![File::new("slo.lock.json", lock::lock(program))])
}

fn to_grafana(program: &Program, given: &Given) -> Result<Vec<File>, Failure> {
    let prometheus::Settings { names, lines, .. } = settings::prometheus(given)?;
    let made = grafana::file(program, grafana::Settings { names, lines });
    Ok(vec![made.map_err(|why| Failure::new(Ending::Unreadable, why))?])
}

fn to_cloud_monitoring(program: &Program, given: &Given) -> Result<Vec<File>, Failure> {
    let settings = settings::cloud_monitoring(given)?;
    cloud_monitoring::files(program, &settings).map_err(|why| Failure::new(Ending::Found, why))
}

/// Refuses what no backend could hold: ids that stand for two, goals that leave nothing.
fn check(program: &Program) -> Result<(), Failure> {
    let refuse = |id: &str, why: &str| {
        let more = "`cargo census check` says more";
        Err(Failure::new(Ending::Found, format!("`{id}` {why}; {more}")))
    };
    let mut slos: Vec<&str> = program.slos.iter().map(|slo| slo.id.as_str()).collect();
    slos.sort_unstable();
    if let Some(twice) = slos.windows(2).find(|pair| pair[0] == pair[1]) {
        return refuse(twice[0], "is declared twice");
    }
    match program.objectives().find(|one| !one.goal.is_sound() || one.slo.window.days() == 0) {
        Some(one) => refuse(&one.id(), "promises all, or nothing, or for no time"),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
