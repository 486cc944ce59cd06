//! How many bad calls an alert waits for, so that a single one in a quiet hour wakes nobody.

use super::Tier;
use crate::objective::Traffic;
use crate::ratio::Ratio;

/// Bad calls that an alert waits for where no traffic is said to be expected, and the most that it
/// waits for by itself: more would hide what a few calls can tell.
pub const EVENTS_MAX: u64 = 5;

/// One would be no guard.
const EVENTS_MIN: u64 = 2;

impl Tier {
    /// The bad calls in the long window that it waits for: as many as there are when the traffic is
    /// as expected and the burn rate just the factor, within 2 and 5. So it delays nothing where
    /// the traffic is enough.
    pub fn events_min(&self, expect: Option<Traffic>) -> u64 {
        let Some(calls) = expect.and_then(|traffic| self.calls(traffic)) else {
            return EVENTS_MAX;
        };
        calls.times(self.threshold).floor().clamp(EVENTS_MIN, EVENTS_MAX)
    }

    /// The calls that are expected in the long window; `None` where that is unsound.
    pub fn calls(&self, traffic: Traffic) -> Option<Ratio> {
        let per_second = Ratio::whole(traffic.count).over(Ratio::whole(traffic.per_seconds))?;
        Some(per_second.times(Ratio::whole(self.long_seconds)))
    }
}
