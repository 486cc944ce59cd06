//! The sum of one extent's cells over all shards, and what can be read from it.

use crate::model::exact::Exact;
use crate::model::function::{Function, OUTCOMES, Part};
use crate::model::{Aggregation, Kind, View};

/// The sum of one extent's cells. To merge is commutative and associative, so that it matters
/// neither in which order threads are read nor how they split the records among them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Totals {
    head: Head,
    /// The cells after the head, each a count.
    counts: Vec<u64>,
}

/// The cells that are not counts.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Head {
    None,
    /// One `i64`, which never falls.
    Whole(i128),
    /// A sum of two `f64`.
    Exact(Exact),
    /// A stamp and the bits of a value; 0 where there is none yet.
    Last(u64, u64),
    /// Sum and sum of squares, of 128 bits each.
    WholeMoments(i128, u128),
    /// The same as sums of two `f64` each.
    ExactMoments(Exact, Exact),
}

/// The moments and the buckets of a distribution.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) moments: Moments,
    pub(crate) at_bound: Vec<u64>,
    pub(crate) buckets: Vec<u64>,
}

/// The sum of values and of their squares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Moments {
    Whole { sum: i128, squares: u128 },
    Exact { sum: Exact, squares: Exact },
}

impl Totals {
    /// Nothing yet, of a function.
    pub(crate) fn of_function(function: &Function) -> Self {
        let timed = function.asked.latency.is_some();
        let head = if timed { Head::WholeMoments(0, 0) } else { Head::None };
        Totals { head, counts: vec![0; function.cells() - head.cells()] }
    }

    /// Nothing yet, of a view, or of one of its rows.
    pub(crate) fn of_view(view: &View) -> Self {
        let head = match (view.aggregation(), view.kind()) {
            (Aggregation::Count, _) => Head::None,
            (Aggregation::Sum, Kind::I64) => Head::Whole(0),
            (Aggregation::Sum, Kind::F64) => Head::Exact(Exact::default()),
            (Aggregation::LastValue, _) => Head::Last(0, 0),
            (Aggregation::Distribution(_), Kind::I64) => Head::WholeMoments(0, 0),
            (Aggregation::Distribution(_), Kind::F64) => {
                Head::ExactMoments(Exact::default(), Exact::default())
            }
        };
        Totals { head, counts: vec![0; view.cells() - head.cells()] }
    }

    /// Nothing yet, of so many counts.
    pub(crate) fn of_counts(cells: usize) -> Self {
        Totals { head: Head::None, counts: vec![0; cells] }
    }

    /// Adds one shard's cells.
    pub(crate) fn merge(&mut self, cells: &[u64]) {
        let Some((head, counts)) = cells.split_at_checked(self.head.cells()) else { return };
        self.head.merge(head);
        for (total, count) in self.counts.iter_mut().zip(counts) {
            *total = total.wrapping_add(*count);
        }
    }

    /// What was added since an earlier reading of the same extent.
    pub(crate) fn since(&self, before: &Totals) -> Totals {
        let counts = self.counts.iter().zip(&before.counts);
        Totals {
            head: self.head.since(before.head),
            counts: counts.map(|(now, then)| now.wrapping_sub(*then)).collect(),
        }
    }

    /// The calls of a function that a part counts.
    pub(crate) fn calls(&self, function: &Function, part: Part) -> u64 {
        let asked = &function.asked;
        let counts = match asked.in_flight {
            Some(_) => self.counts.split_last().map_or(&[][..], |(_, counts)| counts),
            None => &self.counts[..],
        };
        let failures = match (asked.latency, counts) {
            // Error, panic, cancelled, buckets; or ok, error, panic, cancelled.
            (Some(_), [error, panic, ..]) | (None, [_, error, panic, ..]) => error + panic,
            _ => 0,
        };
        match part {
            Part::Errors => failures,
            _ if asked.latency.is_some() => counts[self.verdicts_end(function)..].iter().sum(),
            _ if asked.errors.is_some() => counts[..OUTCOMES].iter().sum(),
            _ => counts.iter().sum(),
        }
    }

    /// The calls of a function by what they were to its objective.
    pub(crate) fn verdicts(&self, function: &Function) -> &[u64] {
        let from = function.verdicts_from() - self.head.cells();
        self.counts.get(from..from + function.verdicts()).unwrap_or_default()
    }

    /// The count behind those of a function's objective, or where those would be.
    fn verdicts_end(&self, function: &Function) -> usize {
        function.verdicts_from() - self.head.cells() + function.verdicts()
    }

    /// The calls of a function that have begun and not ended.
    pub(crate) fn in_flight(&self) -> i64 {
        self.counts.last().map_or(0, |&calls| calls as i64)
    }

    /// The distribution of a function's time, in nanoseconds.
    pub(crate) fn time(&self, function: &Function) -> Option<Spread> {
        let end = self.counts.len() - usize::from(function.asked.in_flight.is_some());
        let buckets = self.counts.get(self.verdicts_end(function)..end)?.to_vec();
        Some(Spread { moments: self.head.moments()?, at_bound: Vec::new(), buckets })
    }

    /// The distribution of a view.
    pub(crate) fn spread(&self, view: &View) -> Option<Spread> {
        let Aggregation::Distribution(bounds) = view.aggregation() else { return None };
        let (at_bound, buckets) = self.counts.split_at_checked(bounds.len())?;
        let (at_bound, buckets) = (at_bound.to_vec(), buckets.to_vec());
        Some(Spread { moments: self.head.moments()?, at_bound, buckets })
    }

    /// The count of a view.
    pub(crate) fn count(&self) -> u64 {
        self.counts.first().copied().unwrap_or(0)
    }

    /// The sum of an `i64` view: past the last `i64` it stays there.
    pub(crate) fn whole_sum(&self) -> i64 {
        match self.head {
            Head::Whole(sum) => sum.clamp(i64::MIN.into(), i64::MAX.into()) as i64,
            _ => 0,
        }
    }

    /// The sum of an `f64` view.
    pub(crate) fn sum(&self) -> f64 {
        match self.head {
            Head::Exact(sum) => sum.value(),
            _ => 0.0,
        }
    }

    /// The bits of the last value; `None` before the first.
    pub(crate) fn last(&self) -> Option<u64> {
        match self.head {
            Head::Last(1.., bits) => Some(bits),
            _ => None,
        }
    }
}

impl Head {
    fn cells(&self) -> usize {
        match self {
            Head::None => 0,
            Head::Whole(_) => 1,
            Head::Exact(_) | Head::Last(..) => 2,
            Head::WholeMoments(..) | Head::ExactMoments(..) => 4,
        }
    }

    fn merge(&mut self, cells: &[u64]) {
        let wide = |low: u64, high: u64| (u128::from(high) << 64) | u128::from(low);
        let exact = |high, low| Exact::new(f64::from_bits(high), f64::from_bits(low));
        match (self, cells) {
            (Head::Whole(sum), &[cell]) => *sum += i128::from(cell as i64),
            (Head::Exact(sum), &[high, low]) => *sum = *sum + exact(high, low),
            (Head::Last(stamp, bits), &[at, value]) => {
                // By value where two threads had the same stamp: some order, but always the same.
                (*stamp, *bits) = (*stamp, *bits).max((at, value));
            }
            (Head::WholeMoments(sum, squares), &[low, high, square_low, square_high]) => {
                *sum = sum.wrapping_add(wide(low, high) as i128);
                *squares = squares.saturating_add(wide(square_low, square_high));
            }
            (Head::ExactMoments(sum, squares), &[high, low, square_high, square_low]) => {
                *sum = *sum + exact(high, low);
                *squares = *squares + exact(square_high, square_low);
            }
            _ => {}
        }
    }

    fn since(self, before: Head) -> Head {
        match (self, before) {
            (Head::Whole(now), Head::Whole(then)) => Head::Whole(now - then),
            (Head::Exact(now), Head::Exact(then)) => Head::Exact(now - then),
            (Head::Last(now, _), Head::Last(then, _)) if now == then => Head::Last(0, 0),
            (Head::WholeMoments(sum, squares), Head::WholeMoments(then, squares_then)) => {
                Head::WholeMoments(sum.wrapping_sub(then), squares.wrapping_sub(squares_then))
            }
            (Head::ExactMoments(sum, squares), Head::ExactMoments(then, squares_then)) => {
                Head::ExactMoments(sum - then, squares - squares_then)
            }
            (now, _) => now,
        }
    }

    fn moments(&self) -> Option<Moments> {
        match *self {
            Head::WholeMoments(sum, squares) => Some(Moments::Whole { sum, squares }),
            Head::ExactMoments(sum, squares) => Some(Moments::Exact { sum, squares }),
            _ => None,
        }
    }
}

impl Spread {
    /// Adds another function's, of the same bounds.
    pub(crate) fn merge(&mut self, other: &Spread) {
        self.moments = match (self.moments, other.moments) {
            (
                Moments::Whole { sum, squares },
                Moments::Whole { sum: other_sum, squares: other_squares },
            ) => Moments::Whole {
                sum: sum.wrapping_add(other_sum),
                squares: squares.saturating_add(other_squares),
            },
            (
                Moments::Exact { sum, squares },
                Moments::Exact { sum: other_sum, squares: other_squares },
            ) => Moments::Exact { sum: sum + other_sum, squares: squares + other_squares },
            (moments, _) => moments,
        };
        for (total, count) in self.buckets.iter_mut().zip(&other.buckets) {
            *total += count;
        }
    }

    /// How many values there are.
    pub(crate) fn count(&self) -> u64 {
        self.buckets.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn heads() -> impl Strategy<Value = (Head, usize)> {
        let exact = Exact::default();
        prop_oneof![
            Just((Head::None, 0)),
            Just((Head::Whole(0), 1)),
            Just((Head::Last(0, 0), 2)),
            Just((Head::WholeMoments(0, 0), 4)),
            // Whole numbers: a sum of two f64 is associative up to its last bits only.
            Just((Head::Exact(exact), 2)),
            Just((Head::ExactMoments(exact, exact), 4)),
        ]
    }

    fn cells(head: Head, numbers: &[u32]) -> Vec<u64> {
        let exact = matches!(head, Head::Exact(_) | Head::ExactMoments(..));
        numbers
            .iter()
            .enumerate()
            .map(|(at, &number)| match (exact, at) {
                (true, 0 | 2) if at < head.cells() => f64::from(number).to_bits(),
                (true, 1 | 3) if at < head.cells() => 0,
                _ => u64::from(number),
            })
            .collect()
    }

    proptest! {
        #[test]
        fn the_order_of_threads_does_not_matter(
            (head, at) in heads(),
            mut threads in prop::collection::vec(prop::collection::vec(any::<u32>(), 7), 1..8),
            turn in 0..8usize,
        ) {
            let merged = |threads: &[Vec<u32>]| {
                let mut totals = Totals { head, counts: vec![0; 7 - at] };
                threads.iter().for_each(|numbers| totals.merge(&cells(head, numbers)));
                totals
            };
            let before = merged(&threads);
            let turn = turn % threads.len();
            threads.rotate_left(turn);
            prop_assert_eq!(&before, &merged(&threads));
            threads.reverse();
            prop_assert_eq!(&before, &merged(&threads));
        }

        #[test]
        fn nothing_changes_nothing_and_what_came_since_is_the_rest(
            (head, at) in heads().prop_filter("a value is not taken away", |(head, _)| {
                !matches!(head, Head::Last(..))
            }),
            first in prop::collection::vec(any::<u32>(), 7),
            rest in prop::collection::vec(any::<u32>(), 7),
        ) {
            let nothing = || Totals { head, counts: vec![0; 7 - at] };
            let of = |parts: &[&[u32]]| {
                let mut totals = nothing();
                parts.iter().for_each(|numbers| totals.merge(&cells(head, numbers)));
                totals
            };
            prop_assert_eq!(of(&[&first, &[0; 7]]), of(&[&first]));
            prop_assert_eq!(of(&[&first, &rest]).since(&of(&[&first])), of(&[&rest]));
            prop_assert_eq!(of(&[&first]).since(&nothing()), of(&[&first]));
        }
    }

    #[test]
    fn a_sum_past_the_last_i64_stays_there() {
        let mut totals = Totals { head: Head::Whole(0), counts: Vec::new() };
        totals.merge(&[i64::MAX as u64]);
        totals.merge(&[1]);
        assert_eq!(totals.whole_sum(), i64::MAX);
    }

    #[test]
    fn the_later_of_two_last_values_wins_in_either_order() {
        for order in [[[3, 30], [7, 70]], [[7, 70], [3, 30]]] {
            let mut totals = Totals { head: Head::Last(0, 0), counts: Vec::new() };
            assert_eq!(totals.last(), None);
            order.iter().for_each(|cells| totals.merge(cells));
            assert_eq!(totals.last(), Some(70));
        }
    }
}
