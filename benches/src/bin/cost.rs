//! What a measured call costs, beside the peers, in one run.
//!
//! `cost` prints the table, what was required of it, and whether every library counted every call;
//! it ends with 1 where one did not. See `--help`.

use std::env;
use std::process::ExitCode;
use std::time::Duration;

use census_benches::comparison::Comparison;
use census_benches::row::Kind;
use census_benches::{peers, report};

const HELP: &str = "\
Measures what one call of a measured function costs, and prints a table.

usage: cost [--quick] [--markdown] [--check] [--rounds N] [--slice MS] [--only NAME]...

  --quick      9 rounds of 5 ms for each cell, instead of 61 of 10 ms
  --markdown   print the table as markdown
  --check      end with 1 if a requirement is missed, too
  --rounds N   so many rounds
  --slice MS   so many milliseconds for each cell in a round
  --only NAME  only the rows whose name contains NAME, census and the floors
";

struct Options {
    markdown: bool,
    check: bool,
    rounds: usize,
    slice: Duration,
    only: Vec<String>,
}

fn main() -> ExitCode {
    let options = match Options::read(env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("{error}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    let mut rows = peers::all();
    rows.retain(|row| {
        options.only.is_empty()
            || matches!(row.kind, Kind::Floor | Kind::Census)
            || options.only.iter().any(|part| row.name.contains(part.as_str()))
    });

    let mut comparison = Comparison::new(rows, options.slice / 4);
    for round in 1..=options.rounds {
        eprint!("\rround {round} of {} ", options.rounds);
        comparison.round(options.slice);
    }
    eprintln!();

    for table in [report::table(&comparison), report::tagged(&comparison)] {
        match options.markdown {
            true => println!("{}", table.markdown()),
            false => println!("{table}"),
        }
    }
    println!("{}", report::footnotes(&comparison));
    let missed = report::requirements(&comparison).into_iter().filter(|required| {
        println!("{required}");
        !required.met()
    });
    let missed = missed.count();
    let miscounts = comparison.miscounts();
    match miscounts.is_empty() {
        true => println!("every library exported every call that was made"),
        false => println!("\nMISCOUNTED\n{}", miscounts.join("\n")),
    }
    let disturbed = comparison.disturbed();
    if disturbed > 0.1 {
        println!("the machine was busy: {:.0} % of the slices were disturbed", disturbed * 100.0);
    }
    match miscounts.is_empty() && (missed == 0 || !options.check) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

impl Options {
    /// Reads the command line; nothing where help is asked for.
    fn read(mut words: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut options = Options {
            markdown: false,
            check: false,
            rounds: 61,
            slice: Duration::from_millis(10),
            only: Vec::new(),
        };
        while let Some(word) = words.next() {
            let mut number = || -> Result<u64, String> {
                let text = words.next().ok_or(format!("`{word}` needs a number after it"))?;
                text.parse().map_err(|_| format!("`{word} {text}`: `{text}` is not a number"))
            };
            match word.as_str() {
                "--quick" => (options.rounds, options.slice) = (9, Duration::from_millis(5)),
                "--markdown" => options.markdown = true,
                "--check" => options.check = true,
                "--rounds" => options.rounds = number()?.max(1) as usize,
                "--slice" => options.slice = Duration::from_millis(number()?.max(1)),
                "--only" => {
                    options.only.push(words.next().ok_or("`--only` needs a name after it")?)
                }
                "--help" | "-h" => return Ok(None),
                _ => return Err(format!("`{word}` is not an option")),
            }
        }
        Ok(Some(options))
    }
}
