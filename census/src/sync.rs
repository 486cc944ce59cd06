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

use std::sync::atomic::Ordering::Relaxed;

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
