//! What became of the checks of a step: counts, and what a reader has to know beside them.

use std::fmt;

/// Counts of checks, and the notes that explain those that did not pass.
#[derive(Debug, Default)]
pub struct Tally {
    /// Checks that held.
    pub passed: u32,
    /// Checks that did not; each has a note.
    pub failed: u32,
    /// Checks that were not made; each has a note, or is a test that ignores itself.
    pub skipped: u32,
    /// In the order they were made.
    pub notes: Vec<String>,
}

impl Tally {
    /// A check held.
    pub fn pass(&mut self) {
        self.passed += 1;
    }

    /// A check did not hold.
    pub fn fail(&mut self, note: impl Into<String>) {
        self.failed += 1;
        self.notes.push(note.into());
    }

    /// A check could not be made, and that is allowed everywhere.
    pub fn skip(&mut self, note: impl fmt::Display) {
        self.skipped += 1;
        self.notes.push(format!("skipped: {note}"));
    }

    /// A check could not be made for want of a counterpart: allowed, except in CI.
    pub fn lack(&mut self, note: impl fmt::Display) {
        match std::env::var("CI").as_deref() {
            Ok("true") => self.fail(format!("{note} (with CI=true that is a failure)")),
            _ => self.skip(note),
        }
    }

    /// A check was made that has a claim: it holds, or the claim is the note.
    pub fn expect(&mut self, holds: bool, claim: impl Into<String>) {
        if holds { self.pass() } else { self.fail(claim) }
    }

    /// Counts the tests in the output of `cargo test`, one closing line for each test program.
    pub fn add_tests(&mut self, output: &str) {
        for line in output.lines() {
            // test result: FAILED. 3 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; …
            let Some((_, counts)) = line
                .trim_start()
                .strip_prefix("test result: ")
                .and_then(|rest| rest.split_once(". "))
            else {
                continue;
            };
            for count in counts.split("; ") {
                match count.split_once(' ').map(|(number, of)| (number.parse::<u32>(), of)) {
                    Some((Ok(number), "passed")) => self.passed += number,
                    Some((Ok(number), "failed")) => self.failed += number,
                    Some((Ok(number), "ignored")) => self.skipped += number,
                    _ => {}
                }
            }
        }
    }

    /// Takes in the counts of another.
    pub fn add(&mut self, other: &Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self {
            Tally { failed: 1.., .. } => "FAILED",
            Tally { passed: 0, .. } => "skipped",
            _ => "ok",
        };
        write!(f, "{verdict}: {} passed", self.passed)?;
        for (count, of) in [(self.failed, "failed"), (self.skipped, "skipped")] {
            if count > 0 {
                write!(f, ", {count} {of}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_test_program_is_counted_and_nothing_else_is() {
        let mut tally = Tally::default();
        tally.add_tests(
            "running 4 tests\ntest a ... ok\n\
             test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; \
             finished in 0.00s\n\
             error: test failed\n\
             test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 9 filtered out\n",
        );
        assert_eq!(tally.to_string(), "FAILED: 4 passed, 2 failed, 1 skipped");
    }

    #[test]
    fn a_step_that_made_no_check_is_not_called_ok() {
        assert_eq!(Tally::default().to_string(), "skipped: 0 passed");
    }
}
