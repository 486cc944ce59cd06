//! The slices of one cell of the table, a round each, and what they say together.

use crate::crew::Slice;

/// Rounds that must be undisturbed before the disturbed ones are left out.
const UNDISTURBED_MIN: usize = 3;

/// The slices of one cell: the same function, the same number of threads, a round each.
#[derive(Clone, Debug, Default)]
pub struct Series {
    /// One slice for each round.
    rounds: Vec<Slice>,
    /// All calls, those of slices that were tried again too.
    calls: u64,
    errors: u64,
}

impl Series {
    /// Takes slices until one is undisturbed, or there are no more, and keeps the last for the
    /// next round.
    pub fn push(&mut self, tries: &mut dyn Iterator<Item = Slice>) {
        let mut last = None;
        for slice in tries {
            self.calls += slice.calls;
            self.errors += slice.errors;
            last = Some(slice);
            if !slice.disturbed {
                break;
            }
        }
        self.rounds.extend(last);
    }

    /// Calls in all slices.
    pub fn calls(&self) -> u64 {
        self.calls
    }

    /// Calls that ended in `Err`.
    pub fn errors(&self) -> u64 {
        self.errors
    }

    /// Rounds in which something else on the machine took the processor away.
    pub fn disturbed(&self) -> usize {
        self.rounds.iter().filter(|slice| slice.disturbed).count()
    }

    /// The median of the nanoseconds per call; of undisturbed rounds, if there are some.
    pub fn nanoseconds(&self) -> f64 {
        self.compare(self, |one, _| one)
    }

    /// The median, over the rounds, of this cell's time less the other's in the same round.
    pub fn over(&self, other: &Series) -> f64 {
        self.compare(other, |one, other| one - other)
    }

    /// The median, over the rounds, of this cell's time by the other's in the same round: clocks
    /// and neighbours change from round to round, and change both.
    pub fn by(&self, other: &Series) -> f64 {
        self.compare(other, |one, other| one / other)
    }

    fn compare(&self, other: &Series, with: impl Fn(f64, f64) -> f64) -> f64 {
        let pairs = self.rounds.iter().zip(&other.rounds);
        let (disturbed, calm): (Vec<_>, Vec<_>) =
            pairs.partition(|(one, other)| one.disturbed || other.disturbed);
        let mut pairs = calm;
        if pairs.len() < UNDISTURBED_MIN {
            pairs.extend(disturbed);
        }
        median(pairs.iter().map(|(one, other)| with(one.nanoseconds, other.nanoseconds)).collect())
    }
}

/// The middle of the values; not a number where there are none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => values[odd / 2],
        even => (values[even / 2 - 1] + values[even / 2]) / 2.0,
    }
}
