//! One row of the table: a library, and how a function is measured with it.

use crate::work::Work;

/// A row: a library, or a floor that no library can be below.
#[derive(Clone, Debug)]
pub struct Row {
    /// The library and, where there are several ways to use it, the way.
    pub name: &'static str,
    /// What kind of row it is.
    pub kind: Kind,
    /// Called once, before anything else: a recorder, a provider, a guard.
    pub setup: fn(),
    /// A function whose calls are counted.
    pub count: Option<Way>,
    /// A function whose calls and errors are counted, and whose latency is distributed over
    /// [`BOUNDS`](crate::work::BOUNDS).
    pub full: Option<Way>,
    /// A function whose calls are counted by two tags, each a string of the moment.
    pub tagged: Option<Way>,
    /// Called after each slice, outside the measured time: for libraries that leave work behind
    /// which would otherwise disturb, or burden, the next row.
    pub settle: fn(),
    /// What a reader has to know to compare it: what it cannot do, or does differently.
    pub notes: &'static [&'static str],
}

/// What kind of row it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What the machine costs.
    Floor,
    /// This library.
    Census,
    /// Another library that does the work that the column says.
    Peer,
    /// Another library that does less, or measures time more coarsely than the work lasts; it is
    /// shown but not compared with.
    Lesser,
}

/// A measured function, and what its library says that it counted.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    /// The function.
    pub work: Work,
    /// Reads the library's own export; `None` where there is none, for a floor.
    pub exported: Option<fn() -> Exported>,
    /// Runs the calls of a slice: under what they need to be under.
    pub within: Within,
}

/// Runs something.
pub type Within = fn(&mut dyn FnMut());

impl Way {
    const fn new(work: Work, exported: fn() -> Exported) -> Self {
        Way { work, exported: Some(exported), within: |run| run() }
    }
}

/// What a library says that it counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Calls.
    pub calls: u64,
    /// Calls that ended in `Err`; `None` where they are not counted.
    pub errors: Option<u64>,
    /// Calls whose latency was recorded; `None` where it is not.
    pub timed: Option<u64>,
}

impl Row {
    /// A row that needs no setup and leaves nothing behind.
    pub const fn new(name: &'static str, kind: Kind) -> Self {
        let (setup, settle): (fn(), fn()) = (|| (), || ());
        Row { name, kind, setup, count: None, full: None, tagged: None, settle, notes: &[] }
    }

    /// Names the function whose calls are counted.
    pub const fn count(mut self, work: Work, exported: fn() -> Exported) -> Self {
        self.count = Some(Way::new(work, exported));
        self
    }

    /// Names the function whose calls are counted by two tags.
    pub const fn tagged(mut self, work: Work, exported: fn() -> Exported) -> Self {
        self.tagged = Some(Way::new(work, exported));
        self
    }

    /// Says what the calls of the function named last, by tags, are made under.
    pub const fn tagged_within(mut self, within: Within) -> Self {
        if let Some(way) = &mut self.tagged {
            way.within = within;
        }
        self
    }

    /// Names the function of which everything is measured.
    pub const fn full(mut self, work: Work, exported: fn() -> Exported) -> Self {
        self.full = Some(Way::new(work, exported));
        self
    }

    /// Adds what has to be done first.
    pub const fn setup(mut self, setup: fn()) -> Self {
        self.setup = setup;
        self
    }

    /// Adds what has to be done after each slice.
    pub const fn settle(mut self, settle: fn()) -> Self {
        self.settle = settle;
        self
    }

    /// Adds what a reader has to know.
    pub const fn notes(mut self, notes: &'static [&'static str]) -> Self {
        self.notes = notes;
        self
    }
}

/// Adds up the samples of a Prometheus text whose name is `name` and whose labels contain all of
/// `labels`: what a scrape would see.
///
/// ```
/// use census_benches::row::sample;
///
/// let text = "a_total{kind=\"x\"} 2\na_total{kind=\"y\"} 3\na_totals 5\n";
/// assert_eq!(sample(text, "a_total", &[]), 5);
/// assert_eq!(sample(text, "a_total", &["kind=\"y\""]), 3);
/// ```
pub fn sample(text: &str, name: &str, labels: &[&str]) -> u64 {
    let sample = |line: &str| {
        let rest = line.strip_prefix(name)?;
        let (series, value) = rest.rsplit_once(' ')?;
        let named = series.is_empty() || series.starts_with('{');
        (named && labels.iter().all(|label| series.contains(label))).then(|| value.to_owned())
    };
    text.lines().filter_map(sample).filter_map(|value| value.parse::<f64>().ok()).sum::<f64>()
        as u64
}
