//! The processor's counter: trusted where the kernel trusts it, calibrated by a well-kept crate.
#![allow(unsafe_code)] // One line: no crate reads the counter in line, and a call costs a tenth.

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

/// Nanoseconds in 2^32 ticks; takes some milliseconds, at most 200.
pub(super) fn scale() -> u64 {
    let clock = quanta::Clock::new();
    let scale = clock.delta_as_nanos(0, 1 << 52) >> 20;
    #[cfg(not(target_arch = "x86_64"))]
    let _ = CLOCK.set(clock);
    scale
}
