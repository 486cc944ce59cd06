//! What the calls of a declaration were at times past: rings of readings, so that as much memory is
//! needed for a year as for a minute. A plain value without a clock: time is an argument.

/// Good and bad calls so far, of the availability and of the latency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) calls: [Calls; 2],
}

/// Calls that count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Calls {
    pub(crate) good: u64,
    pub(crate) bad: u64,
}

/// Seconds between two readings of the finest ring, and how often one is to be taken.
pub(crate) const STEP_SECONDS: u64 = 10;

/// The finest ring knows an hour, in steps of ten seconds.
const FINE: (u64, usize) = (STEP_SECONDS, 360);

/// The next knows three days, in steps of five minutes: the longest window of an alert.
const MIDDLE: (u64, usize) = (300, 864);

/// The last knows the objective's window, in so many steps: those of 30 days are of an hour.
const COARSE_STEPS: usize = 720;

/// The readings of a declaration.
#[derive(Debug)]
pub(crate) struct History {
    /// The finest first.
    rings: [Ring; 3],
}

/// Readings at even distances; the first of all is zero, at the beginning of time.
#[derive(Debug)]
struct Ring {
    /// Seconds between two.
    step: u64,
    /// By number of the step, modulo their number.
    readings: Box<[Reading]>,
    /// The step of the newest.
    newest: u64,
}

impl Calls {
    /// What came since an earlier reading.
    fn since(self, before: Calls) -> Calls {
        Calls {
            good: self.good.saturating_sub(before.good),
            bad: self.bad.saturating_sub(before.bad),
        }
    }

    /// The part of them that is bad; 0 where there are none.
    pub(crate) fn bad_part(self) -> f64 {
        let all = self.good.saturating_add(self.bad);
        if all == 0 { 0.0 } else { self.bad as f64 / all as f64 }
    }
}

impl History {
    /// Nothing yet, of an objective with a window of so many days.
    pub(crate) fn new(days: u16) -> Self {
        let window = u64::from(days) * 86_400;
        let coarse = (window.div_ceil(COARSE_STEPS as u64), COARSE_STEPS);
        History { rings: [FINE, MIDDLE, coarse].map(|(step, steps)| Ring::new(step, steps)) }
    }

    /// Remembers a reading, of so many seconds since the beginning.
    pub(crate) fn put(&mut self, seconds: u64, reading: Reading) {
        self.rings.iter_mut().for_each(|ring| ring.put(seconds, reading));
    }

    /// What came in a window that ends now, with the reading of now; as finely as is remembered. A
    /// window that began before the beginning has what came since that.
    pub(crate) fn since(&self, now: u64, window: u64, reading: Reading) -> Reading {
        let before = match now.checked_sub(window) {
            None => Reading::default(),
            Some(then) => {
                let ring = self.rings.iter().find(|ring| ring.knows(window));
                ring.or(self.rings.last()).map(|ring| ring.at(then)).unwrap_or_default()
            }
        };
        let [availability, latency] = reading.calls;
        let [availability_before, latency_before] = before.calls;
        Reading { calls: [availability.since(availability_before), latency.since(latency_before)] }
    }
}

impl Ring {
    fn new(step: u64, steps: usize) -> Self {
        // One more: the oldest reading is as old as the ring is long.
        Ring { step, readings: vec![Reading::default(); steps + 1].into(), newest: 0 }
    }

    fn slot(&mut self, step: u64) -> &mut Reading {
        let slots = self.readings.len() as u64;
        &mut self.readings[(step % slots) as usize]
    }

    /// The first reading of a step stays. Where steps were missed nobody knows when calls came:
    /// they are taken to have come after.
    fn put(&mut self, seconds: u64, reading: Reading) {
        let step = seconds / self.step;
        if step <= self.newest {
            return;
        }
        let before = *self.slot(self.newest);
        let missed = (self.newest + 1).max(step.saturating_sub(self.readings.len() as u64))..step;
        missed.for_each(|missed| *self.slot(missed) = before);
        *self.slot(step) = reading;
        self.newest = step;
    }

    fn knows(&self, window: u64) -> bool {
        window <= self.step * (self.readings.len() as u64 - 1)
    }

    /// The reading at a time, or the oldest or the newest that there is.
    fn at(&self, seconds: u64) -> Reading {
        let slots = self.readings.len() as u64;
        let oldest = self.newest.saturating_sub(slots - 1);
        let step = (seconds / self.step).clamp(oldest, self.newest);
        self.readings[(step % slots) as usize]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reading(good: u64, bad: u64) -> Reading {
        Reading { calls: [Calls { good, bad }; 2] }
    }

    #[test]
    fn it_takes_as_much_memory_as_was_said() {
        let history = History::new(30);
        let bytes: usize =
            history.rings.iter().map(|ring| size_of_val(&*ring.readings)).sum::<usize>();
        assert_eq!(bytes, (361 + 865 + 721) * 32);
        assert_eq!(history.rings[2].step, 3_600);
    }

    #[test]
    fn a_window_that_began_before_the_beginning_has_all() {
        let history = History::new(28);
        assert_eq!(history.since(5, 3_600, reading(7, 3)), reading(7, 3));
    }

    proptest! {
        #[test]
        fn what_came_in_a_window_is_told_but_for_a_step(
            pauses in prop::collection::vec((1..400u64, 0..50u64, 0..5u64), 1..400),
            window in prop::sample::select(&[300, 3_600, 21_600, 86_400, 259_200][..]),
        ) {
            let mut history = History::new(28);
            let mut all = vec![(0, reading(0, 0))];
            for (pause, good, bad) in pauses {
                let (time, Reading { calls: [Calls { good: g, bad: b }, _] }) = all[all.len() - 1];
                let (time, now) = (time + pause, reading(g + good, b + bad));
                history.put(time, now);
                all.push((time, now));
            }
            let (now, latest) = all[all.len() - 1];
            let told = history.since(now, window, latest).calls[0];
            // What was there by some time. A reading is of up to a step after its time, or of a
            // pause before it.
            let by = |time: u64| {
                let before = all.iter().rev().find(|(at, _)| *at <= time);
                before.map_or(Calls::default(), |(_, reading)| reading.calls[0])
            };
            let step = if window <= 3_600 { 10 } else { 300 };
            let least = latest.calls[0].since(by(now.saturating_sub(window) + step));
            let slack = now.saturating_sub(window).saturating_sub(step + 400);
            let most = latest.calls[0].since(by(slack));
            prop_assert!(told.good <= most.good.max(latest.calls[0].good));
            if now > window {
                prop_assert!(least.good <= told.good && told.good <= most.good, "{told:?}");
                prop_assert!(least.bad <= told.bad && told.bad <= most.bad, "{told:?}");
            } else {
                prop_assert_eq!(told, latest.calls[0]);
            }
        }
    }
}
