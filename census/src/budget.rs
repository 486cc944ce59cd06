//! How objectives stand, told in process: what is left of a budget, how fast it burns, and who
//! wants to know when that changes.
//!
//! It is one process' view, since it began. That is right for what a process does itself, such as
//! shedding load, and for windows of an hour or so; of the budget of a service the backend knows,
//! which has the counts of all processes, those that ended among them.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, SystemTime};

use crate::clock;
use crate::collector::events_of;
use crate::model::history::{Calls, History, Reading};
use crate::model::objective::{self, Slo};
use crate::model::slo::{Class, Sli, Window};
use crate::registry::REGISTRY;
use crate::shard::here::{self, POOL};
use crate::switch::OFF;
use crate::sync::{Mutex, lock};

/// Who is told when a burn rate crosses its factor.
static WATCHES: Mutex<Vec<Watch>> = Mutex::new(Vec::new());

struct Watch {
    slo: &'static Slo,
    window: Duration,
    factor: f64,
    burning: bool,
    act: Box<dyn FnMut(Burn) + Send>,
}

/// What is told of a burn rate that crossed its factor.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Burn {
    /// Whether it is above it now.
    pub above: bool,
    /// The rate.
    pub rate: f64,
}

/// How it stands, as this process saw it since it began; every thread's calls are in it, and none
/// of a test scope's.
impl Slo {
    /// The part of the error budget that is left in the objective's window: 1 before the first bad
    /// call, 0 when the budget is spent, less than that when more is. Of two objectives, the one
    /// with less left.
    ///
    /// A period of the calendar is that since its beginning, in UTC, weeks on Monday, to the step
    /// of the readings: on the first, the budget of a `month` is whole again.
    ///
    /// ```
    /// use census::{declare_slo, measured};
    ///
    /// declare_slo! {
    ///     slo CHECKOUT = "doc-budget" { window = 28d; availability >= 90%; }
    /// }
    ///
    /// #[measured(slo = CHECKOUT)]
    /// fn checkout(paid: bool) -> Result<(), ()> {
    ///     paid.then_some(()).ok_or(())
    /// }
    ///
    /// (0..19).for_each(|_| checkout(true).unwrap());
    /// checkout(false).unwrap_err();
    /// // One of 20 calls is bad, where two may be.
    /// assert!((CHECKOUT.budget_remaining() - 0.5).abs() < 1e-9);
    /// ```
    pub fn budget_remaining(&'static self) -> f64 {
        1.0 - self.burn_rate(self.window_so_far())
    }

    /// The same of one objective; `None` if there is no such.
    pub fn budget_remaining_of(&'static self, sli: Sli) -> Option<f64> {
        Some(1.0 - self.burn_rate_of(sli, self.window_so_far())?)
    }

    /// What of the objective's window has gone by.
    fn window_so_far(&self) -> Duration {
        Duration::from_secs(match self.spec().window {
            Window::Rolling { days } => u64::from(days) * 86_400,
            Window::Calendar(period) => period.elapsed(unix_seconds()),
        })
    }

    /// How fast the budget burns: at 1 it is spent in just the objective's window, at 10 in a tenth
    /// of it. The rate is that of the calls in the last `window`, or since the process began; 0
    /// where there were none. Of two objectives, the higher one.
    ///
    /// To tell it, the cells of every function that serves the objective are read in every thread:
    /// with many of both, ask now and then, and not for each call.
    ///
    /// Readings are taken every ten seconds, from [`start()`](crate::start()) on: of the last hour
    /// the rate is told to ten seconds, of the last three days to five minutes.
    ///
    /// ```
    /// # use census::{declare_slo, measured};
    /// # use std::time::Duration;
    /// # declare_slo! {
    /// #     slo CHECKOUT = "doc-burn" { window = 28d; availability >= 99%; }
    /// # }
    /// # #[measured(slo = CHECKOUT)]
    /// # fn checkout() -> Result<(), ()> { Err(()) }
    /// // One that refuses work while the budget burns.
    /// fn accept() -> bool {
    ///     CHECKOUT.burn_rate(Duration::from_secs(300)) < 13.44
    /// }
    /// assert!(accept());
    /// # let _ = checkout();
    /// # assert!(!accept());
    /// ```
    pub fn burn_rate(&'static self, window: Duration) -> f64 {
        let reading = self.reading_of(window);
        let each = self.spec().objectives().filter_map(|(sli, _)| self.rate(sli, &reading));
        each.reduce(f64::max).unwrap_or(0.0)
    }

    /// The same of one objective; `None` if there is no such.
    pub fn burn_rate_of(&'static self, sli: Sli, window: Duration) -> Option<f64> {
        self.spec().goal(sli)?; // Before anything is read.
        self.rate(sli, &self.reading_of(window))
    }

    /// The calls in the last `window`.
    fn reading_of(&'static self, window: Duration) -> Reading {
        let now = seconds();
        let reading = read(self);
        match self.history.get() {
            Some(history) => lock(history).since(now, window.as_secs(), reading),
            None => reading,
        }
    }

    fn rate(&self, sli: Sli, reading: &Reading) -> Option<f64> {
        let budget = f64::from(self.spec().goal(sli)?.budget().0) / 1e6;
        Some(reading.calls[sli as usize].bad_part() / budget)
    }

    /// Calls something when the burn rate of the last `window` rises above a factor, and when it is
    /// no longer above it. It is looked at every ten seconds, from [`start()`](crate::start()) on.
    ///
    /// It is called on a thread of census, which meanwhile exports nothing: it should say it to
    /// somebody and return. If it panics, it is called the next time all the same.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # census::declare_slo! {
    /// #     slo CHECKOUT = "doc-on-change" { window = 28d; availability >= 99%; }
    /// # }
    /// CHECKOUT.on_change(Duration::from_secs(3_600), 13.44, |burn| {
    ///     println!("the budget burns at {:.1}: shed load, {}", burn.rate, burn.above);
    /// });
    /// ```
    pub fn on_change(
        &'static self,
        window: Duration,
        factor: f64,
        act: impl FnMut(Burn) + Send + 'static,
    ) {
        if OFF {
            return;
        }
        let act = Box::new(act);
        here::quietly(|| {
            lock(&WATCHES).push(Watch { slo: self, window, factor, burning: false, act });
        });
    }
}

impl Watch {
    fn look(&mut self) {
        let rate = self.slo.burn_rate(self.window);
        let above = rate > self.factor;
        if above != self.burning {
            self.burning = above;
            // Its panic is told by the hook; it must not end the exports.
            let _ = catch_unwind(AssertUnwindSafe(|| (self.act)(Burn { above, rate })));
        }
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("slo", self.slo).finish_non_exhaustive()
    }
}

/// Remembers how all objectives stand now, and tells who wants to know. For the pipeline's thread.
pub(crate) fn sample() {
    let slos = here::quietly(|| REGISTRY.slos());
    for slo in slos {
        let history =
            slo.history.get_or_init(|| Mutex::new(History::new(slo.spec().window.days_max())));
        let (now, reading) = (seconds(), read(slo));
        lock(history).put(now, reading);
    }
    // Taken out, so that one of them may ask for another.
    let mut watches = std::mem::take(&mut *lock(&WATCHES));
    watches.iter_mut().for_each(Watch::look);
    lock(&WATCHES).splice(0..0, watches);
}

/// Seconds since 1970, for the calendar.
fn unix_seconds() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

/// Seconds since the process first asked for the time.
fn seconds() -> u64 {
    clock::stamp() / 1_000_000_000
}

/// The calls so far: every thread's cells, read in place.
fn read(slo: &'static Slo) -> Reading {
    let sum = here::quietly(|| {
        // The shards after: whoever recorded in one has registered before.
        let functions = REGISTRY.served(slo);
        events_of(&POOL.shards(), slo, &functions)
    });
    let calls = Sli::ALL.map(|sli| {
        let events = objective::events(&sum, sli);
        Calls { good: events[Class::Good as usize], bad: events[Class::Bad as usize] }
    });
    Reading { calls }
}
