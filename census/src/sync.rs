//! The atomics and locks of the shard: std's, or loom's where loom checks them.

#[cfg(loom)]
pub(crate) use loom::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicU64, fence},
};
#[cfg(not(loom))]
pub(crate) use std::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicU64, fence},
};

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

/// Waits a little for a writer to get out of the way.
pub(crate) fn pause(tries: u32) {
    #[cfg(loom)]
    let _ = tries;
    #[cfg(loom)]
    loom::thread::yield_now();
    #[cfg(not(loom))]
    match tries {
        0..32 => std::hint::spin_loop(),
        _ => std::thread::yield_now(),
    }
}
