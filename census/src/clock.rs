//! Time: what a latency is read from, and the wall clock that exports are stamped with.
//!
//! A latency is two readings of the processor's time-stamp counter, where the kernel itself trusts
//! it and the pipeline has calibrated it; until then, and elsewhere, two of [`Instant`]. Nobody
//! waits for the calibration: a call that began by one clock ends by the same.

mod counter;

use std::sync::OnceLock;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::time::{Duration, Instant, SystemTime};

use crate::own;

/// Whether calls begin by the counter: it is calibrated, and the kernel trusts it still.
static BY_COUNTER: AtomicBool = AtomicBool::new(false);

/// Nanoseconds in 2^`counter::SHIFT` ticks; it stays when the kernel loses its trust, for the calls
/// that began before.
static SCALE: AtomicU64 = AtomicU64::new(0);

/// Marks a reading of `Instant`: a counter would take a century to get there.
const BY_INSTANT: u64 = 1 << 63;

/// Reads the clock at the start of a call.
#[inline]
pub(crate) fn start() -> u64 {
    // Acquire: what the calibration left is there.
    if BY_COUNTER.load(Acquire) { counter::read() } else { by_instant() }
}

/// Nanoseconds since `start` by the counter; `None` where it was read from `Instant`, or where the
/// counter stepped back.
#[inline]
pub(crate) fn ticked_since(start: u64) -> Option<u64> {
    if start >= BY_INSTANT {
        return None;
    }
    let ticks = counter::read().checked_sub(start)?;
    let scale = SCALE.load(Relaxed);
    Some(((u128::from(ticks) * u128::from(scale)) >> counter::SHIFT) as u64)
}

/// Nanoseconds since `start`; 0, and counted, where the clock stepped back.
#[inline]
pub(crate) fn since(start: u64) -> u64 {
    match ticked_since(start) {
        Some(nanoseconds) => nanoseconds,
        None if start >= BY_INSTANT => since_by_instant(start),
        None => stepped_back(),
    }
}

#[cold]
fn by_instant() -> u64 {
    BY_INSTANT | stamp()
}

#[cold]
fn since_by_instant(start: u64) -> u64 {
    match by_instant().checked_sub(start) {
        Some(nanoseconds) => nanoseconds,
        None => stepped_back(),
    }
}

#[cold]
fn stepped_back() -> u64 {
    own::CLOCK_BACKWARDS.add(1);
    0
}

/// Nanoseconds since this process first asked: orders the values of a `last_value` view.
pub(crate) fn stamp() -> u64 {
    static ZERO: OnceLock<Instant> = OnceLock::new();
    // One more than elapsed: 0 is the stamp of a cell that was never written.
    ZERO.get_or_init(Instant::now).elapsed().as_nanos() as u64 + 1
}

/// Measures the counter against the system's clock, once, where the kernel trusts it.
///
/// Takes some milliseconds, at most 200: it is for the pipeline's thread.
pub(crate) fn calibrate() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        if counter::is_trusted()
            && let Some(scale) = counter::scale()
        {
            SCALE.store(scale, Relaxed);
            BY_COUNTER.store(true, Release);
        }
    });
}

/// Leaves the counter for good once the kernel has: it saw it drift, or the machine has moved.
pub(crate) fn watch() {
    if BY_COUNTER.load(Acquire) && !counter::is_trusted() {
        BY_COUNTER.store(false, Release);
    }
}

/// The wall clock's drift that is followed at once; less is left to the monotonic clock.
const DRIFT_MAX: Duration = Duration::from_secs(1);

/// The time of day at which [`stamp`] was 0, in nanoseconds of the epoch; 0 before it was asked
/// for. It never falls, and so nor does the time of day.
static BEGAN: AtomicU64 = AtomicU64::new(0);

/// The time of day, never less than before: backends refuse an interval that ends before the last.
/// Where the system's clock is set back, this one goes on by itself until the other has caught up.
pub(crate) fn wall() -> SystemTime {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let stamp = stamp();
    let began = (now.as_nanos() as u64).saturating_sub(stamp);
    let known = BEGAN.load(Relaxed);
    if known == 0 || began.saturating_sub(known) > DRIFT_MAX.as_nanos() as u64 {
        BEGAN.fetch_max(began, Relaxed);
    }
    SystemTime::UNIX_EPOCH + Duration::from_nanos(BEGAN.load(Relaxed) + stamp)
}

/// The same in nanoseconds of the epoch, by the monotonic clock alone once the other was read: half
/// the price.
pub(crate) fn wall_nanoseconds() -> u64 {
    if BEGAN.load(Relaxed) == 0 {
        wall();
    }
    BEGAN.load(Relaxed) + stamp()
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    #[test]
    fn a_call_that_began_before_the_calibration_ends_by_the_clock_it_began_with() {
        let before = by_instant();
        calibrate();
        let nanoseconds = since(before);
        assert!(nanoseconds < 60_000_000_000, "{nanoseconds}");
    }

    #[test]
    fn the_counter_agrees_with_the_system_clock() {
        calibrate();
        let outer = Instant::now();
        let start = start();
        let inner = Instant::now();
        while inner.elapsed() < Duration::from_millis(20) {}
        let inner = inner.elapsed().as_nanos() as f64;
        let by_counter = since(start) as f64;
        let outer = outer.elapsed().as_nanos() as f64;
        // Between the two, wherever this thread had to wait for a processor.
        assert!(inner * 0.99 < by_counter && by_counter < outer * 1.01, "{by_counter} {inner}");
    }

    #[test]
    fn a_clock_that_steps_back_gives_zero_and_is_counted() {
        let before = own::CLOCK_BACKWARDS.get();
        assert_eq!(since(BY_INSTANT | (1 << 62)), 0);
        assert_eq!(own::CLOCK_BACKWARDS.get(), before + 1);
    }

    #[test]
    fn the_wall_clock_never_goes_back() {
        let times: Vec<_> = (0..1000).map(|_| wall()).collect();
        assert!(times.is_sorted());
    }

    #[test]
    fn the_wall_clock_is_the_same_in_nanoseconds() {
        let nanoseconds = || UNIX_EPOCH + Duration::from_nanos(wall_nanoseconds());
        let times: Vec<_> = (0..1000).flat_map(|_| [wall(), nanoseconds()]).collect();
        assert!(times.is_sorted());
        let far =
            times[0].duration_since(SystemTime::now()).unwrap_or_else(|ahead| ahead.duration());
        assert!(far < Duration::from_secs(3600), "{far:?}");
    }
}
