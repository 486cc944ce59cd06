//! Tags before OpenCensus' own codec, in Python.

use crate::install;
use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

pub fn run(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let python = match install::python(workshop) {
        Ok(python) => python,
        Err(error) => {
            tally.lack(format!("no OpenCensus reads the tags that are sent: {error}"));
            return Ok(());
        }
    };
    let mut test =
        workshop.cargo("test -p census-tests --features counterparts --test tags_python");
    test.env("CENSUS_PYTHON", python);
    workshop.tests(tally, &mut test, "tags")
}
