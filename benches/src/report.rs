//! What a comparison says: the table of the README, its footnotes, and what is required of census.

use std::fmt;

use crate::comparison::{Comparison, Depth};
use crate::peers::{census, floor};
use crate::row::Kind;
use crate::series::Series;
use crate::table::Table;

/// The table: nanoseconds per call, and the ratios.
pub fn table(comparison: &Comparison) -> Table {
    let mut table = Table::new([
        "ns per call",
        "count",
        "2 threads",
        "count + errors + latency",
        "2 threads",
        "/ two TSC reads",
        "2 threads / 1",
        "/ census",
    ]);
    let ticks = comparison.alone(floor::TICKS, Depth::Full);
    let census = comparison.together(census::NAME, Depth::Full);
    let mut note = 0;
    for row in comparison.rows() {
        if row.count.is_none() && row.full.is_none() {
            continue;
        }
        let marks = row.notes.iter().map(|_| {
            note += 1;
            format!(" [{note}]")
        });
        let marks: String = marks.collect();
        let alone = comparison.alone(row.name, Depth::Full);
        let together = comparison.together(row.name, Depth::Full);
        table.row([
            format!("{}{marks}", row.name),
            time(comparison.alone(row.name, Depth::Count)),
            time(comparison.together(row.name, Depth::Count)),
            time(alone),
            time(together),
            ratio(alone, ticks),
            ratio(together, alone),
            if row.kind == Kind::Floor { "-".into() } else { ratio(together, census) },
        ]);
    }
    table
}

/// The table of what is counted by two tags.
pub fn tagged(comparison: &Comparison) -> Table {
    let mut table = Table::new(["ns per call", "count by two tags", "2 threads", "2 threads / 1"]);
    for row in comparison.rows().iter().filter(|row| row.tagged.is_some()) {
        let alone = comparison.alone(row.name, Depth::Tagged);
        let together = comparison.together(row.name, Depth::Tagged);
        let ratio = ratio(together, alone);
        table.row([row.name.to_owned(), time(alone), time(together), ratio]);
    }
    table
}

fn time(series: Option<&Series>) -> String {
    series.map_or("-".into(), |series| match series.nanoseconds() {
        long if long >= 100.0 => format!("{long:.0}"),
        short => format!("{short:.1}"),
    })
}

fn ratio(one: Option<&Series>, other: Option<&Series>) -> String {
    one.zip(other).map_or("-".into(), |(one, other)| format!("{:.2}", one.by(other)))
}

/// What the rows' marks say, a line each.
pub fn footnotes(comparison: &Comparison) -> String {
    let notes = comparison.rows().iter().flat_map(|row| row.notes);
    notes.zip(1..).map(|(note, number)| format!("[{number}] {note}\n")).collect()
}

/// What is required of census, and what was measured.
#[derive(Clone, Debug)]
pub struct Requirement {
    what: &'static str,
    measured: f64,
    must: f64,
    aim: f64,
    unit: &'static str,
    /// Whether more is better.
    at_least: bool,
}

impl Requirement {
    /// Requires that a number is not exceeded.
    pub const fn at_most(
        what: &'static str,
        measured: f64,
        must: f64,
        aim: f64,
        unit: &'static str,
    ) -> Self {
        Requirement { what, measured, must, aim, unit, at_least: false }
    }

    /// Whether what must be is.
    pub fn met(&self) -> bool {
        self.holds(self.must)
    }

    fn holds(&self, limit: f64) -> bool {
        if self.at_least { self.measured >= limit } else { self.measured <= limit }
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Requirement { what, measured, must, aim, unit, at_least } = self;
        let verdict = match (self.holds(*must), self.holds(*aim)) {
            (true, true) => "aim reached",
            (true, false) => "met",
            (false, _) => "MISSED",
        };
        let sign = if *at_least { ">=" } else { "<=" };
        write!(f, "{what}: {measured:.2} {unit} (must {sign} {must}, aim {sign} {aim}): {verdict}")
    }
}

/// What is required of census in this comparison; nothing where it was left out.
pub fn requirements(comparison: &Comparison) -> Vec<Requirement> {
    requirements_of(comparison).unwrap_or_default()
}

fn requirements_of(comparison: &Comparison) -> Option<Vec<Requirement>> {
    let count = comparison.alone(census::NAME, Depth::Count)?;
    let counts = comparison.together(census::NAME, Depth::Count)?;
    let full = comparison.alone(census::NAME, Depth::Full)?;
    let fulls = comparison.together(census::NAME, Depth::Full)?;
    let bare = comparison.alone(floor::BARE, Depth::Count)?;
    let ticks = comparison.alone(floor::TICKS, Depth::Full)?;
    let at_most = Requirement::at_most;
    let mut required = vec![
        at_most("count, over the bare function", count.over(bare), 0.9, 0.4, "ns"),
        at_most("all, by two TSC reads", full.by(ticks), 1.15, 1.03, "x"),
        at_most("count, second thread by the first alone", counts.by(count), 1.1, 1.0, "x"),
        at_most("all, second thread by the first alone", fulls.by(full), 1.1, 1.0, "x"),
    ];
    if let Some(served) = comparison.alone(census::SERVED, Depth::Full) {
        required.push(at_most("all, an objective more", served.over(full), 1.0, 0.5, "ns"));
    }
    if let Some(served) = comparison.alone(census::SERVED, Depth::Count) {
        required.push(at_most("count, an objective more", served.over(count), 1.0, 0.5, "ns"));
    }
    let peers = comparison.rows().iter().filter(|row| row.kind == Kind::Peer);
    let peers = peers.filter_map(|row| comparison.together(row.name, Depth::Full));
    if let Some(measured) = peers.map(|peer| peer.by(fulls)).min_by(f64::total_cmp) {
        let what = "all, two threads, the fastest peer by census";
        let (must, aim) = (2.5, 3.0);
        required.push(Requirement { what, measured, must, aim, unit: "x", at_least: true });
    }
    required.extend(required_of_tags(comparison).unwrap_or_default());
    Some(required)
}

/// What is required of records with tags; of some of it only beside `prometheus`.
fn required_of_tags(comparison: &Comparison) -> Option<Vec<Requirement>> {
    let of =
        |name| comparison.alone(name, Depth::Tagged).zip(comparison.together(name, Depth::Tagged));
    let (plain, _) = of(census::UNTAGGED)?;
    let (current, _) = of(census::IN_TAGS)?;
    let (given, given_by_two) = of(census::NAME)?;
    let mut required = vec![Requirement::at_most(
        "in tags that stay, over without",
        current.over(plain),
        4.0,
        2.0,
        "ns",
    )];
    if let Some((peer, peer_by_two)) = of("prometheus") {
        let what = "by two tags, by prometheus' with_label_values";
        required.push(Requirement::at_most(what, given.by(peer), 0.8, 0.5, "x"));
        let what = "by two tags, two threads, prometheus by census";
        let measured = peer_by_two.by(given_by_two);
        required.push(Requirement {
            what,
            measured,
            must: 3.0,
            aim: 3.0,
            unit: "x",
            at_least: true,
        });
    }
    Some(required)
}
