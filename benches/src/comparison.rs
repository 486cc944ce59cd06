//! All rows measured in turn, round by round, in one run.

use std::iter;
use std::time::Duration;

use crate::crew::Crew;
use crate::row::{Exported, Row, Way};
use crate::series::Series;

/// Threads that count in the same series, where it is not one alone.
pub const THREADS: usize = 2;

/// How often a slice is tried that something else on the machine disturbs.
const TRIES_MAX: usize = 4;

/// What a column measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The count of the calls.
    Count,
    /// The count of calls, the count of errors, and the distribution of the latency.
    Full,
    /// The count of the calls by two tags.
    Tagged,
}

/// The rows, and what was measured of them.
#[derive(Debug)]
pub struct Comparison {
    crew: Crew,
    /// Row by row; a row has a lane for each depth that it can do.
    lanes: Vec<Lane>,
    rows: Vec<Row>,
    rounds: usize,
}

/// A measured function of a row, called by one thread and by several.
#[derive(Debug)]
struct Lane {
    row: usize,
    depth: Depth,
    way: Way,
    alone: Series,
    together: Series,
    warm_up: Series,
}

impl Comparison {
    /// Sets the rows up and calls each function once around, so that nothing is measured that
    /// happens only once: pages, registrations, what a library keeps for each thread.
    pub fn new(rows: Vec<Row>, warm_up: Duration) -> Self {
        let crew = Crew::new(THREADS);
        let mut lanes = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            (row.setup)();
            let ways =
                [(Depth::Count, row.count), (Depth::Full, row.full), (Depth::Tagged, row.tagged)];
            for (depth, way) in ways {
                let Some(way) = way else { continue };
                let mut warm = Series::default();
                let slice = crew.run_within(way.within, way.work, THREADS, warm_up);
                warm.push(&mut iter::once(slice));
                (row.settle)();
                let (alone, together) = (Series::default(), Series::default());
                lanes.push(Lane { row: at, depth, way, alone, together, warm_up: warm });
            }
        }
        Comparison { crew, lanes, rows, rounds: 0 }
    }

    /// Measures each function once more, with one thread and with two.
    ///
    /// Neighbours in time share the machine's weather, and each round begins with another row, so
    /// that no row always comes after the same one.
    pub fn round(&mut self, slice: Duration) {
        let lanes = self.lanes.len();
        for step in 0..lanes {
            let lane = &mut self.lanes[(step + self.rounds * 5) % lanes];
            for (threads, series) in [(1, &mut lane.alone), (THREADS, &mut lane.together)] {
                let mut tries = (1..=TRIES_MAX).map(|_| {
                    let Way { work, within, .. } = lane.way;
                    let slice = self.crew.run_within(within, work, threads, slice);
                    (self.rows[lane.row].settle)();
                    slice
                });
                series.push(&mut tries);
            }
        }
        self.rounds += 1;
    }

    /// The rows.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What was measured of the row with this name, if it can do it, with one thread.
    pub fn alone(&self, name: &str, depth: Depth) -> Option<&Series> {
        self.lane(name, depth).map(|lane| &lane.alone)
    }

    /// What was measured of the row with this name, if it can do it, with two threads.
    pub fn together(&self, name: &str, depth: Depth) -> Option<&Series> {
        self.lane(name, depth).map(|lane| &lane.together)
    }

    fn lane(&self, name: &str, depth: Depth) -> Option<&Lane> {
        self.lanes.iter().find(|lane| self.rows[lane.row].name == name && lane.depth == depth)
    }

    /// The share of the slices that something else on the machine disturbed.
    pub fn disturbed(&self) -> f64 {
        let disturbed = |lane: &Lane| lane.alone.disturbed() + lane.together.disturbed();
        let disturbed: usize = self.lanes.iter().map(disturbed).sum();
        disturbed as f64 / (self.lanes.len() * self.rounds * 2).max(1) as f64
    }

    /// Compares what each library says that it counted with the calls that were made; a line for
    /// each number that differs. To be asked once, at the end: some libraries report only then.
    pub fn miscounts(&self) -> Vec<String> {
        let mut found = Vec::new();
        for lane in &self.lanes {
            let Some(exported) = lane.way.exported else { continue };
            let series = [&lane.alone, &lane.together, &lane.warm_up];
            let calls = series.iter().map(|series| series.calls()).sum();
            let errors = series.iter().map(|series| series.errors()).sum();
            let Exported { calls: counted, errors: failed, timed } = exported();
            let mut compare = |what: &str, made: u64, counted: u64| {
                if made != counted {
                    let name = self.rows[lane.row].name;
                    let lost = made as i128 - counted as i128;
                    found.push(format!("{name}: {made} {what}, {counted} exported: {lost} lost"));
                }
            };
            compare("calls", calls, counted);
            compare("errors", errors, failed.unwrap_or(errors));
            compare("timed calls", calls, timed.unwrap_or(calls));
        }
        found
    }
}
