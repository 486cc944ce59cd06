//! The processor's counter: trusted where the kernel trusts it, calibrated by a well-kept crate.
#![allow(unsafe_code)] // One line: no crate reads the counter in line.

#[cfg(not(target_arch = "x86_64"))]
static CLOCK: std::sync::OnceLock<quanta::Clock> = std::sync::OnceLock::new();

/// Reads it, in ticks. It does not wait for the instructions before it, which are not timed to the
/// nanosecond then; that is what makes it cheap.
#[cfg(target_arch = "x86_64")]
#[inline]
pub(super) fn read() -> u64 {
    // SAFETY: every x86-64 has the instruction, and it touches no memory. A kernel that forbids it
    // to this process (`PR_SET_TSC`) would have to do so after `is_trusted`.
    unsafe { core::arch::x86_64::_rdtsc() }
}

/// Reads it, in ticks.
#[cfg(not(target_arch = "x86_64"))]
pub(super) fn read() -> u64 {
    CLOCK.get().map_or(0, quanta::Clock::raw)
}

/// Whether the kernel keeps its own time by it: it knows of unsynchronised sockets, of hypervisors
/// and of frequencies that change.
pub(super) fn is_trusted() -> bool {
    std::fs::read_to_string("/sys/devices/system/clocksource/clocksource0/current_clocksource")
        .is_ok_and(|source| matches!(source.trim(), "tsc" | "arch_sys_counter"))
}

/// The scale's ticks are 2 to this power. With 64 the product needs no shift, which is slow where
/// it takes two words; a tick must be less than a nanosecond then, as every time-stamp counter's
/// is.
pub(super) const SHIFT: u32 = if cfg!(target_arch = "x86_64") { 64 } else { 32 };

/// Nanoseconds in 2^[`SHIFT`] ticks; takes some milliseconds, at most 200. `None` where the crate
/// does not find a counter to its liking, whatever the kernel says: it then reads another clock.
pub(super) fn scale() -> Option<u64> {
    let clock = quanta::Clock::new();
    let scale = scale_of(clock.delta_as_nanos(0, TICKS))?;
    #[cfg(not(target_arch = "x86_64"))]
    let _ = CLOCK.set(clock);
    Some(scale)
}

/// So many ticks give a scale of some 50 digits.
const TICKS: u64 = 1 << 52;

/// The scale, by the nanoseconds in so many ticks. As many as ticks is what `quanta` says of a
/// clock that it reads in nanoseconds already, which is not the counter.
fn scale_of(nanoseconds: u64) -> Option<u64> {
    let scale = (u128::from(nanoseconds) << SHIFT) / u128::from(TICKS);
    let scale = u64::try_from(scale).ok()?;
    (nanoseconds != TICKS && scale != 0).then_some(scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_not_the_counter_gives_no_scale() {
        // Regression: a tick of a virtual machine's hidden counter was taken for a nanosecond.
        assert_eq!(scale_of(TICKS), None);
        assert_eq!(scale_of(0), None);
        assert_eq!(scale_of(TICKS / 2), Some(1 << (SHIFT - 1)));
    }
}
