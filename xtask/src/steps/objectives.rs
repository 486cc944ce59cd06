//! What `cargo census export` makes, before those that it is made for.

mod cloud;
mod fire;
mod readers;
mod rules;

use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

pub fn run(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    rules::run(workshop, tally)?;
    fire::run(workshop, tally)?;
    cloud::run(workshop, tally)?;
    readers::run(workshop, tally)
}
