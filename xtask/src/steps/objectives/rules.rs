//! The rules for Prometheus: promtool checks them, runs their tests, and finds in them none of the
//! pitfalls that it finds in Sloth's.

use std::fs;
use std::path::{Path, PathBuf};

use crate::install;
use crate::leash::Ended;
use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

/// Changes that a test of the rules must find: what is replaced by what.
const DEFECTS: &[(&str, &str)] = &[
    ("> 0.0144)", "> 0.2)"),
    ("> 0.006)", "> 0.2)"),
    ("> 0.001)", "> 0.0001)"),
    (">= 5", ">= 1"),
    (" > 0)", ")"),
    ("outcome=~\"good|bad\"", "outcome=~\".*\""),
    ("slo:sli_bad:increase5m\n", "slo:sli_bad:increase6m\n"),
    ("!= 3", "!= 4"),
    ("absent(", "count("),
];

pub fn run(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    if let Err(error) = install::program(workshop, "promtool", "prometheus") {
        tally.lack(format!("promtool reads no rules: {error}"));
        return Ok(());
    }
    let folder = workshop.bench.join("rules");
    let _ = fs::remove_dir_all(&folder); // Those of an earlier run, if there was one.
    let mut test = workshop.cargo("test -p cargo-census --lib export::prometheus");
    test.env("CENSUS_RULES_DIR", &folder);
    workshop.tests(tally, &mut test, "rules")?;

    let mut variants = 0;
    for variant in fs::read_dir(&folder)? {
        let variant = variant?.path();
        let of = |end: &str| ending_in(&variant, end);
        let checked = promtool(workshop, &variant, &["check", "rules"], &of(".rules.yaml")?)?;
        tally.expect(checked.well(), checked.why());
        variants += 1;
        let tests = of(".test.yaml")?;
        if !tests.is_empty() {
            let tested = promtool(workshop, &variant, &["test", "rules"], &tests)?;
            tally.expect(tested.well(), tested.why());
        }
    }
    tally.expect(variants == 7, format!("there are rules of {variants} kinds of objectives"));
    defects(workshop, tally, &folder.join("pitfalls"))?;
    pitfalls(workshop, tally, &folder.join("pitfalls"))
}

/// Breaks the rules, one place at a time: their tests must not pass.
fn defects(workshop: &Workshop, tally: &mut Tally, folder: &Path) -> Result<(), Fault> {
    let rules = folder.join("shop-checkout.rules.yaml");
    let sound = fs::read_to_string(&rules)?;
    for (from, to) in DEFECTS {
        tally.expect(sound.contains(from), format!("no rule has `{from}`, so nothing is broken"));
        fs::write(&rules, sound.replace(from, to))?;
        let tests = [folder.join("shop-checkout.rules.test.yaml")];
        let tested = promtool(workshop, folder, &["test", "rules"], &tests)?;
        let found = !tested.well() && tested.output.contains("FAILED");
        tally.expect(found, format!("no test finds `{to}` for `{from}`"));
    }
    Ok(fs::write(&rules, sound)?)
}

/// What goes wrong with Sloth's form of the same rules, and not with ours.
fn pitfalls(workshop: &Workshop, tally: &mut Tally, ours: &Path) -> Result<(), Fault> {
    let source = workshop.root.join("cargo-census/pitfalls");
    let sloth = ours.with_file_name("pitfalls-of-sloth");
    fs::create_dir_all(&sloth)?;
    for rules in ending_in(&source.join("sloth"), ".rules.yaml")? {
        fs::copy(&rules, sloth.join(rules.file_name().unwrap_or_default()))?;
    }
    let tests = ending_in(&source, ".test.yaml")?;
    tally.expect(tests.len() == 6, format!("there are {} pitfalls", tests.len()));
    for test in tests {
        let name = test.file_name().unwrap_or_default();
        for folder in [ours, &sloth] {
            fs::copy(&test, folder.join(name))?;
        }
        let run = |folder: &Path| promtool(workshop, folder, &["test", "rules"], &[name.into()]);
        let (ours, sloth) = (run(ours)?, run(&sloth)?);
        let name = name.display();
        tally.expect(ours.well(), format!("our rules fall into {name}: {}", ours.why()));
        let falls = !sloth.well() && sloth.output.contains("FAILED");
        tally.expect(falls, format!("Sloth's rules pass {name}, so it shows nothing"));
    }
    Ok(())
}

fn promtool(
    workshop: &Workshop,
    folder: &Path,
    words: &[&str],
    files: &[PathBuf],
) -> Result<Ended, Fault> {
    let mut promtool = workshop.command("promtool");
    promtool.current_dir(folder).args(words).args(files);
    workshop.run(&mut promtool, "promtool")
}

fn ending_in(folder: &Path, end: &str) -> Result<Vec<PathBuf>, Fault> {
    let mut paths = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    paths.retain(|path| path.to_string_lossy().ends_with(end));
    paths.sort();
    Ok(paths)
}
