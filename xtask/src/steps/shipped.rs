//! A program as it is shipped, and what `cargo census` reads out of it.

use std::fs;

use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

/// What is asked of the program, and the file in `tests/shop` with the answer and the exit code.
const QUESTIONS: [(&str, &str, i32); 2] = [("list", "list.txt", 0), ("check", "check.txt", 1)];

pub fn run(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    // Built as a user has it built: by the command itself.
    let mut build = workshop.cargo(
        "run --quiet -p cargo-census -- census list --package census-shop --profile shipped",
    );
    let built = workshop.run(&mut build, "shipped-build")?;
    if !built.well() {
        tally.fail(built.why());
        return Ok(());
    }
    let program = workshop.target.join("shipped/census-shop");
    let bytes = fs::read(&program)?;
    let stripped = !bytes.windows(7).any(|name| name == b".symtab");
    tally.expect(stripped, "the program has its symbols still, so that this step shows nothing");
    for (question, golden, code) in QUESTIONS {
        let mut ask = workshop.command(workshop.target.join("debug/cargo-census"));
        let answer =
            workshop.run(ask.arg(question).arg(&program), &format!("shipped-{question}"))?;
        let golden = fs::read_to_string(workshop.root.join("tests/shop").join(golden))?;
        tally.expect(
            answer.output == golden && answer.code == Some(code),
            format!("`cargo census {question}` is not as in tests/shop: {}", answer.why()),
        );
    }
    Ok(())
}
