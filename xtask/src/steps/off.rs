//! Switched off, a measured function is to the machine what it would be without the attribute.

use std::fs;

use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

pub fn run(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let mut clippy =
        workshop.cargo("clippy -p census-tests --features off --test off --test lints");
    clippy.args(["--", "-D", "warnings"]);
    workshop.check(tally, &mut clippy, "off-clippy")?;
    let mut test = workshop.cargo("test -p census-tests --features off --test off");
    workshop.tests(tally, &mut test, "off")?;

    let mut all = workshop.cargo("check -p census --no-default-features --features off --tests");
    let ended = workshop.run(&mut all, "off-tests")?;
    tally.expect(
        !ended.well() && ended.output.contains("without `--all-features`"),
        "tests that are built with the feature `off` do not say what to do instead",
    );

    // Written with the program: what cargo does not build again, it leaves as it is.
    let assembly = workshop.target.join("off.s");
    let mut build = workshop.cargo("rustc -p census-tests --features off --test off --");
    build.arg(format!("--emit=asm={}", assembly.display())).arg("-Ccodegen-units=1");
    if !workshop.check(tally, &mut build, "off-build")?.well() {
        return Ok(());
    }
    let assembly = fs::read_to_string(&assembly)?;
    let plain = instructions(&assembly, "plain_sum");
    tally.expect(!plain.is_empty(), "the machine code of `plain_sum` was not found");
    tally.expect(
        instructions(&assembly, "measured_sum") == plain,
        "`measured_sum` is not what `plain_sum` is, though census is switched off",
    );
    Ok(())
}

/// The instructions of a function, in the text of an assembler, without the numbers of its labels.
fn instructions(assembly: &str, function: &str) -> Vec<String> {
    let is_label = |line: &&str| line.ends_with(':') && line.contains(function);
    let lines = assembly.lines().skip_while(|line| !is_label(line)).skip(1);
    let lines = lines.take_while(|line| !line.starts_with(".Lfunc_end"));
    lines.map(str::trim).filter(|line| !line.starts_with('.')).map(without_numbers).collect()
}

/// `jne .LBB12_3` is `jne .LBB_3`: the first number is the function's.
fn without_numbers(line: &str) -> String {
    match line.split_once(".LBB") {
        Some((before, label)) => {
            let label = label.trim_start_matches(|digit: char| digit.is_ascii_digit());
            format!("{before}.LBB{label}")
        }
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_are_compared_without_what_differs_from_place_to_place() {
        let assembly = "_ZN3off9plain_sum17h0E:\n.Lfunc_begin1:\n\t.cfi_startproc\n\tjne\t.LBB1_3\n\
                        .LBB1_3:\n\tretq\n.Lfunc_end1:\n\tnop\n";
        assert_eq!(instructions(assembly, "plain_sum"), ["jne\t.LBB_3", "retq"]);
        assert!(instructions(assembly, "measured_sum").is_empty());
    }
}
