//! The values of a counter, step by step, as promtool reads them.

use crate::ratio::Ratio;
use crate::yaml::Yaml;

/// A counter's values.
#[derive(Clone, Debug)]
pub(super) struct Values {
    text: String,
    last: u64,
    steps: u64,
}

impl Values {
    /// One value.
    pub(super) fn at(value: u64) -> Self {
        Values { text: value.to_string(), last: value, steps: 0 }
    }

    /// The same for some steps.
    pub(super) fn stay(self, steps: u64) -> Self {
        self.rise(0, steps)
    }

    /// In one step to another value.
    pub(super) fn then(mut self, value: u64) -> Self {
        self.text += &format!(" {value}");
        self.last = value;
        self.steps += 1;
        self
    }

    /// So much more at each of some steps.
    pub(super) fn rise(mut self, each: u64, steps: u64) -> Self {
        if steps > 0 {
            let first = self.last.saturating_add(each);
            self.text += &format!(" {first}+{each}x{}", steps - 1);
            self.last = self.last.saturating_add(each.saturating_mul(steps));
            self.steps += steps;
        }
        self
    }

    /// The steps from the first value to the last.
    pub(super) fn steps(&self) -> u64 {
        self.steps
    }

    pub(super) fn yaml(&self) -> Yaml {
        Yaml::text(&self.text)
    }
}

/// The share of the fewest digits above `low` and below `high`, which may be it if it is all.
pub(super) fn between(low: Ratio, high: Ratio) -> Ratio {
    let mut scale: u64 = 1;
    loop {
        let top = low.times(Ratio::whole(scale)).floor() + 1;
        let share = Ratio::new(top, scale);
        if share < high || (share == high && high == Ratio::ONE && scale > 1) {
            return share;
        }
        // Shares are of whole parts per million, or thirds of them: this ends long before.
        scale = scale.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_between_is_one_that_people_would_choose() {
        let of = |low, high| between(Ratio::new(low, 100_000), high).to_string();
        assert_eq!(of(1_344, Ratio::ONE), "0.1");
        assert_eq!(of(560, Ratio::new(1_344, 100_000)), "0.01");
        assert_eq!(of(280, Ratio::new(560, 100_000)), "0.003");
        assert_eq!(of(90_000, Ratio::ONE), "1");
        assert_eq!(of(50, Ratio::new(100, 100_000)), "0.0006");
    }

    #[test]
    fn values_go_on_from_where_they_are() {
        let values = Values::at(0).stay(2).rise(5, 3).then(20).stay(1);
        assert_eq!((values.text.as_str(), values.steps()), ("0 0+0x1 5+5x2 20 20+0x0", 7));
    }
}
