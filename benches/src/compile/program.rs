//! The crates that are built: a thousand functions, plain or with an attribute, and nothing else.

use std::fmt::Write as _;

/// Functions of a program.
pub const FUNCTIONS: usize = 1_000;

/// A program of a thousand functions.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    /// Its name, in the table and as a package.
    pub name: &'static str,
    /// What stands above each function; `{n}` is its number.
    pub attribute: &'static str,
    /// What it depends on, as in a manifest; `{census}` is the way to census.
    pub dependencies: &'static str,
    /// What a reader has to know of the row.
    pub note: &'static str,
}

/// The functions as they are.
pub const PLAIN: Program = Program { name: "plain", attribute: "", dependencies: "", note: "" };

/// The same with all that is counted elsewhere: calls, errors and latency.
pub const CENSUS: Program = Program {
    name: "census",
    attribute: "#[census::measured(count = \"shop/work_{n}/calls\", \
                errors = \"shop/work_{n}/failures\", latency = \"shop/work_{n}/latency\")]\n",
    dependencies: "census = { path = \"{census}\" }\n",
    note: "",
};

/// The attributes of others.
pub const PEERS: &[Program] = &[
    Program {
        name: "fastrace",
        attribute: "#[fastrace::trace]\n",
        dependencies: "fastrace = { version = \"0.7.19\", features = [\"enable\"] }\n",
        note: "a span, and no outcome",
    },
    Program {
        name: "tracing",
        attribute: "#[tracing::instrument]\n",
        dependencies: "tracing = \"0.1.44\"\n",
        note: "a span, and no outcome",
    },
    Program {
        name: "autometrics",
        attribute: "#[autometrics::autometrics]\n",
        dependencies: "autometrics = { version = \"3.0.0\", default-features = false, \
                       features = [\"prometheus-0_14\"] }\n",
        note: "calls, errors and latency",
    },
];

/// The bodies that the functions have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bodies {
    /// One expression, as small as a function that fails can be: what is over plain is then all
    /// the attribute's.
    Short,
    /// Five in turn: a check, two `?`, a `match`, a loop, a conversion.
    Mixed,
}

/// What programs have beside the functions.
const SHORT_HEAD: &str = "\
//! A thousand functions.

type Work = fn(u64) -> Result<u64, ()>;

fn main() {
    let count = std::env::args().count() as u64;
    let failed = ALL.iter().filter(|work| work(count).is_err()).count();
    println!(\"{failed} of {} failed\", ALL.len());
}

";

/// The same, where the bodies are longer.
const MIXED_HEAD: &str = r#"//! A thousand functions.

use std::fmt;
use std::num::TryFromIntError;

#[derive(Debug)]
pub enum Fault {
    Empty(u32),
    Many(usize),
    Sold(u32),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("fault")
    }
}

impl From<TryFromIntError> for Fault {
    fn from(_: TryFromIntError) -> Self {
        Fault::Many(usize::MAX)
    }
}

type Work = fn(&[u32]) -> Result<u32, Fault>;

fn stock(item: u32, count: u32) -> Result<u32, Fault> {
    if item % 7 == count % 7 { Err(Fault::Sold(item)) } else { Ok(item / 7) }
}

fn main() {
    let cart: Vec<u32> = std::env::args().map(|word| word.len() as u32).collect();
    let failed = ALL.iter().filter(|work| work(&cart).is_err()).count();
    println!("{failed} of {} failed", ALL.len());
}

"#;

/// The one body; `{n}` is the function's number.
const SHORT: [&str; 1] = ["    if x == {n} { Err(()) } else { Ok(x + {n}) }"];

/// The bodies, of which each function has one in turn.
const MIXED: [&str; 5] = [
    "    if cart.is_empty() {
        return Err(Fault::Empty({n}));
    }
    Ok(cart.iter().sum::<u32>() + {n})",
    "    let first = cart.first().ok_or(Fault::Empty({n}))?;
    let left = stock(*first, {n})?;
    Ok(left + {n})",
    "    match cart.len() {
        0 => Err(Fault::Empty({n})),
        1 => Ok(cart[0] + {n}),
        many => Err(Fault::Many(many)),
    }",
    "    let mut total = {n};
    for item in cart {
        total += stock(*item, {n})?;
    }
    Ok(total)",
    "    let count = u32::try_from(cart.len())?;
    if count > {n} { Err(Fault::Many(cart.len())) } else { Ok(count * {n}) }",
];

impl Program {
    /// The manifest.
    pub fn manifest(&self, census: &str) -> String {
        let dependencies = self.dependencies.replace("{census}", census);
        let name = self.name;
        format!(
            "[package]\nname = \"thousand-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [workspace]\n\n[dependencies]\n{dependencies}"
        )
    }

    /// The only file.
    pub fn source(&self, bodies: Bodies) -> String {
        let (head, signature, bodies): (_, _, &[&str]) = match bodies {
            Bodies::Short => (SHORT_HEAD, "(x: u64) -> Result<u64, ()>", &SHORT),
            Bodies::Mixed => (MIXED_HEAD, "(cart: &[u32]) -> Result<u32, Fault>", &MIXED),
        };
        let (mut source, mut all) = (head.to_owned(), String::new());
        for (number, body) in (0..FUNCTIONS).zip(bodies.iter().cycle()) {
            let (name, digits) = (function(number), number.to_string());
            source += &self.attribute.replace("{n}", &format!("{number:04}"));
            let body = body.replace("{n}", &digits);
            let _ = write!(source, "pub fn {name}{signature} {{\n{body}\n}}\n\n");
            let _ = writeln!(all, "    {name},");
        }
        let _ = write!(source, "static ALL: [Work; {FUNCTIONS}] = [\n{all}];\n");
        source
    }
}

/// The name of a function, which is no part of another's.
pub fn function(number: usize) -> String {
    format!("work_{number:04}")
}
