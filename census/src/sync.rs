//! The atomics and locks of the shard: std's, or loom's where loom checks them.

#[cfg(loom)]
pub(crate) use loom::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicU64, fence},
};
#[cfg(loom)]
pub(crate) use once::OnceLock;
#[cfg(not(loom))]
pub(crate) use std::sync::{
    Mutex, MutexGuard, OnceLock,
    atomic::{AtomicU64, fence},
};

#[cfg(not(any(loom, census_sanitizer)))]
use std::sync::PoisonError;
use std::sync::atomic::Ordering::Relaxed;
#[cfg(not(loom))]
use std::{sync::Condvar, time::Duration};

/// Locks, whether or not a thread panicked while it held the lock.
///
/// What census keeps under a lock is whole after every statement, so there is nothing to doubt.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // ThreadSanitizer sees a lock that is taken at once, but none that is waited for within std.
    #[cfg(census_sanitizer)]
    loop {
        match mutex.try_lock() {
            Ok(guard) => return guard,
            Err(std::sync::TryLockError::Poisoned(poisoned)) => return poisoned.into_inner(),
            Err(std::sync::TryLockError::WouldBlock) => std::thread::yield_now(),
        }
    }
    #[cfg(not(census_sanitizer))]
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Waits while a condition holds, no longer than `pause` if there is one; whether it still holds.
#[cfg(not(any(loom, census_sanitizer)))]
pub(crate) fn wait_while<'a, T>(
    changed: &Condvar,
    mutex: &'a Mutex<T>,
    pause: Option<Duration>,
    holds: impl FnMut(&mut T) -> bool,
) -> (MutexGuard<'a, T>, bool) {
    let Some(pause) = pause else {
        let waited = changed.wait_while(lock(mutex), holds);
        return (waited.unwrap_or_else(PoisonError::into_inner), false);
    };
    let waited = changed.wait_timeout_while(lock(mutex), pause, holds);
    let (guard, late) = waited.unwrap_or_else(PoisonError::into_inner);
    (guard, late.timed_out())
}

/// The same for ThreadSanitizer: it takes the lock anew every so often, since waiting takes it
/// within std.
#[cfg(census_sanitizer)]
pub(crate) fn wait_while<'a, T>(
    _: &Condvar,
    mutex: &'a Mutex<T>,
    pause: Option<Duration>,
    mut holds: impl FnMut(&mut T) -> bool,
) -> (MutexGuard<'a, T>, bool) {
    let begun = std::time::Instant::now();
    loop {
        let mut guard = lock(mutex);
        let held = holds(&mut guard);
        if !held || pause.is_some_and(|pause| begun.elapsed() >= pause) {
            return (guard, held);
        }
        drop(guard);
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Reads an atomic that only this thread writes.
///
/// Loom forgets who read an atomic before once its writer has read it, and then leaves out the
/// schedules in which that reader is late; with a read-modify-write it does not.
#[inline(always)]
pub(crate) fn own(cell: &AtomicU64) -> u64 {
    #[cfg(loom)]
    return cell.fetch_add(0, Relaxed);
    #[cfg(not(loom))]
    cell.load(Relaxed)
}

/// Waits a little for a writer to get out of the way, and the longer the more often: one that lost
/// the processor gets it back when those who wait sleep.
pub(crate) fn pause(tries: u32) {
    #[cfg(loom)]
    let _ = tries;
    #[cfg(loom)]
    loom::thread::yield_now();
    #[cfg(not(loom))]
    match tries {
        0..32 => std::hint::spin_loop(),
        32..512 => std::thread::yield_now(),
        _ => std::thread::sleep(Duration::from_micros(100)),
    }
}

#[cfg(loom)]
mod once {
    //! Loom has no `OnceLock`: here is one whose publication it sees.

    use std::sync::atomic::Ordering::{Acquire, Release};

    use loom::sync::atomic::AtomicBool;

    #[derive(Debug)]
    pub(crate) struct OnceLock<T> {
        value: std::sync::OnceLock<T>,
        there: AtomicBool,
    }

    impl<T> OnceLock<T> {
        pub(crate) fn new() -> Self {
            OnceLock { value: std::sync::OnceLock::new(), there: AtomicBool::new(false) }
        }

        pub(crate) fn get(&self) -> Option<&T> {
            if self.there.load(Acquire) { self.value.get() } else { None }
        }

        pub(crate) fn get_or_init(&self, init: impl FnOnce() -> T) -> &T {
            let value = self.value.get_or_init(init);
            self.there.store(true, Release);
            value
        }
    }

    impl<T: Clone> Clone for OnceLock<T> {
        fn clone(&self) -> Self {
            let clone = Self::new();
            if let Some(value) = self.get() {
                clone.get_or_init(|| value.clone());
            }
            clone
        }
    }
}
