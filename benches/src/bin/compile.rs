//! What `#[measured]` costs whoever builds: seconds for a thousand functions, bytes of machine code
//! for each, and the time that the macros themselves take to be built.

use std::env;
use std::process::ExitCode;

use census_benches::compile::builder::{Builder, Profile, Took};
use census_benches::compile::program::{Bodies, CENSUS, PEERS, PLAIN, Program};
use census_benches::compile::text;
use census_benches::report::Requirement;
use census_benches::series::median;
use census_benches::table::Table;

const HELP: &str = "\
Builds a thousand functions as they are and with attributes, in turn, and says what the attributes
cost: in seconds, debug and release, and in bytes of machine code.

usage: compile [--rounds N] [--cold] [--mixed] [--without PEER]... [--markdown] [--check]

  --rounds N      builds of each program (default 7; release and from nothing: half as many)
  --cold          the macros from nothing, and nothing else
  --mixed         bodies of several lines, with `?`, loops and early returns: not one expression
  --without PEER  leaves out fastrace, tracing or autometrics (which takes minutes)
  --markdown      the table for a README
  --check         end with 1 if a requirement is missed
";

/// The dependencies of crates that are built from nothing.
const COLD: [(&str, &str); 2] = [
    (
        "census-macros",
        concat!("census-macros = { path = \"", env!("CARGO_MANIFEST_DIR"), "/../census-macros\" }"),
    ),
    ("tracing-attributes", "tracing-attributes = \"=0.1.31\""),
];

/// Seconds that others' attributes took over plain, of a thousand functions of one expression, on
/// the machine that the limits were stated for: fastrace's 0.6 less 0.14 debug, and 3.2 less 1.1
/// release; tracing's 2.0 less 0.14 debug.
const FASTRACE_DEBUG: f64 = 0.46;
const FASTRACE_RELEASE: f64 = 2.1;
const TRACING_DEBUG: f64 = 1.86;

/// The builds of one program, each right after one of the plain program.
#[derive(Default)]
struct Builds(Vec<(Took, Took)>);

impl Builds {
    /// Seconds more than the plain program, both at their quickest: what disturbs a build makes it
    /// longer, and never shorter.
    fn more(&self, of: fn(&Took) -> f64) -> f64 {
        let least = |which: fn(&(Took, Took)) -> Took| {
            self.0.iter().map(which).map(|took| of(&took)).fold(f64::INFINITY, f64::min)
        };
        least(|pair| pair.1) - least(|pair| pair.0)
    }

    /// The median of what each took more than the plain one before it.
    fn more_median(&self, of: fn(&Took) -> f64) -> f64 {
        median(self.0.iter().map(|(plain, took)| of(took) - of(plain)).collect())
    }

    /// Seconds that count: where the wall says more than the processors worked, they did something
    /// else meanwhile.
    fn seconds(&self) -> f64 {
        self.more(|took| took.wall).min(self.more(|took| took.user))
    }

    fn cells(&self) -> [String; 3] {
        [
            format!("{:.2}", self.more(|took| took.wall)),
            format!("{:.2}", self.more_median(|took| took.wall)),
            format!("{:.2}", self.more(|took| took.user)),
        ]
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Measures and prints; says whether all is well.
fn run() -> Result<bool, String> {
    let (mut rounds, mut markdown, mut check) = (7, false, false);
    let mut cold_only = false;
    let (mut bodies, mut without) = (Bodies::Short, Vec::new());
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--check" => check = true,
            "--cold" => cold_only = true,
            "--markdown" => markdown = true,
            "--mixed" => bodies = Bodies::Mixed,
            "--without" => {
                let peer =
                    words.next().and_then(|name| PEERS.iter().find(|peer| peer.name == name));
                without.push(peer.ok_or("`--without` needs the name of a peer after it")?.name);
            }
            "--rounds" => {
                let number = words.next().and_then(|number| number.parse::<usize>().ok());
                rounds = number.ok_or("`--rounds` needs a number after it")?.max(1);
            }
            _ => return Err(HELP.to_owned()),
        }
    }
    let builder = Builder::new(concat!(env!("CARGO_MANIFEST_DIR"), "/target/compile"), bodies);
    if cold_only {
        let cold = cold(&builder, rounds)?;
        println!("{cold}");
        return Ok(!check || cold.met());
    }
    let peers = PEERS.iter().filter(|peer| !without.contains(&peer.name));
    let programs: Vec<&Program> = [&CENSUS].into_iter().chain(peers).collect();

    let debug = builds(&builder, &programs, Profile::Debug, rounds)?;
    let release = builds(&builder, &programs, Profile::Release, rounds.div_ceil(2))?;
    let plain = text::of_functions(&builder.binary(&PLAIN))?;
    let bytes = |program: &&Program| {
        let bytes = text::of_functions(&builder.binary(program))?;
        Ok(median(bytes.iter().zip(&plain).map(|(with, without)| with - without).collect()))
    };
    let bytes = programs.iter().map(bytes).collect::<Result<Vec<f64>, String>>()?;

    let mut table = Table::new([
        "1,000 functions, over plain",
        "debug, s",
        "median",
        "user",
        "release, s",
        "median",
        "user",
        "code, B each",
    ]);
    for (at, program) in programs.iter().enumerate() {
        let [debug_wall, debug_median, debug_user] = debug[at].cells();
        let [wall, median, user] = release[at].cells();
        let bytes = format!("{:.0}", bytes[at]);
        let name = match program.note {
            "" => program.name.to_owned(),
            note => format!("{} ({note})", program.name),
        };
        table.row([name, debug_wall, debug_median, debug_user, wall, median, user, bytes]);
    }
    match markdown {
        true => println!("{}", table.markdown()),
        false => println!("{table}"),
    }
    for (profile, builds) in [("debug", &debug[0]), ("release", &release[0])] {
        let least = |of: fn(&Took) -> f64| {
            builds.0.iter().map(|(plain, _)| of(plain)).fold(f64::INFINITY, f64::min)
        };
        let (wall, user) = (least(|took| took.wall), least(|took| took.user));
        println!("plain, {profile}: {wall:.2} s, user {user:.2} s");
    }

    let cold = cold(&builder, rounds.div_ceil(2))?;

    // What the limits are for a machine that is quicker, slower or busier than the one that they
    // were stated for: there, others' attributes took this much over plain.
    let by = |peer: &str, builds: &[Builds]| {
        let at = programs.iter().position(|program| program.name == peer)?;
        Some(builds[0].more(|took| took.user) / builds[at].more(|took| took.user))
    };
    let scaled = [
        ("debug, by fastrace's", by("fastrace", &debug), FASTRACE_DEBUG, 1.0, 0.45),
        ("debug, by tracing's", by("tracing", &debug), TRACING_DEBUG, 1.0, 0.45),
        ("release, by fastrace's", by("fastrace", &release), FASTRACE_RELEASE, 4.0, 2.5),
    ];
    let scaled = scaled.iter().filter_map(|(what, ratio, theirs, must, aim)| {
        let by_theirs = |limit: &f64| (limit / theirs * 100.0).round() / 100.0;
        Some(Requirement::at_most(what, (*ratio)?, by_theirs(must), by_theirs(aim), "x"))
    });

    let mut required = vec![
        Requirement::at_most("debug, over plain", debug[0].seconds(), 1.0, 0.45, "s"),
        Requirement::at_most("release, over plain", release[0].seconds(), 4.0, 2.5, "s"),
        Requirement::at_most("code of a function, over plain", bytes[0], 300.0, 160.0, "B"),
        cold,
    ];
    required.extend(scaled);
    required.iter().for_each(|required| println!("{required}"));
    Ok(!check || required.iter().all(Requirement::met))
}

/// Builds the programs in turn, each right after the plain one.
fn builds(
    builder: &Builder,
    programs: &[&Program],
    profile: Profile,
    rounds: usize,
) -> Result<Vec<Builds>, String> {
    for program in [&PLAIN].iter().chain(programs) {
        builder.prepare(program, profile)?;
    }
    let mut builds: Vec<Builds> = programs.iter().map(|_| Builds::default()).collect();
    for _ in 0..rounds {
        for (program, builds) in programs.iter().zip(&mut builds) {
            let plain = builder.rebuild(&PLAIN, profile)?;
            builds.0.push((plain, builder.rebuild(program, profile)?));
        }
    }
    Ok(builds)
}

/// Builds ours and theirs from nothing, in turn, and another one first each time.
fn cold(builder: &Builder, rounds: usize) -> Result<Requirement, String> {
    let one = |which: usize| builder.cold(COLD[which].0, COLD[which].1);
    let mut pairs = Vec::new();
    for round in 0..rounds {
        pairs.push(match round % 2 {
            0 => (one(0)?, one(1)?),
            _ => one(1).and_then(|theirs| Ok((one(0)?, theirs)))?,
        });
    }
    let median = |of: &dyn Fn(&(Took, Took)) -> f64| median(pairs.iter().map(of).collect());
    let [wall, user] = [median(&|pair| pair.0.wall), median(&|pair| pair.0.user)];
    println!("from nothing, {}: {wall:.2} s, user {user:.2} s", COLD[0].0);
    let [wall, user] = [median(&|pair| pair.1.wall), median(&|pair| pair.1.user)];
    println!("from nothing, {}: {wall:.2} s, user {user:.2} s", COLD[1].0);
    let wall = median(&|(ours, theirs)| ours.wall / theirs.wall);
    let user = median(&|(ours, theirs)| ours.user / theirs.user);
    println!("median of the ratios within a round: {wall:.2}, user {user:.2}\n");
    let what = "census-macros by tracing-attributes, user";
    Ok(Requirement::at_most(what, user, 1.0, 1.0, "x"))
}
