//! Numbers that no two maps of tags share, so that a reader knows one it has seen.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The empty map's.
pub(super) const EMPTY: u64 = 0;

/// Numbers that a thread takes at a time: servers make a map for each request, and one counter for
/// all threads would be what they wait for.
const BLOCK: u64 = 1024;

static NEXT: AtomicU64 = AtomicU64::new(EMPTY + 1);

thread_local! {
    /// The next number of this thread, and where its block ends.
    static OWN: Cell<(u64, u64)> = const { Cell::new((0, 0)) };
}

/// A number that was not given before. They last: at one a nanosecond, for five centuries.
pub(super) fn next() -> u64 {
    let own = OWN.try_with(|own| {
        let (mut next, mut end) = own.get();
        if next == end {
            next = NEXT.fetch_add(BLOCK, Relaxed);
            end = next + BLOCK;
        }
        own.set((next + 1, end));
        next
    });
    own.unwrap_or_else(|_| NEXT.fetch_add(1, Relaxed))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::thread;

    use super::*;

    #[test]
    fn no_number_is_given_twice() {
        let take = || (0..3 * BLOCK / 2).map(|_| next()).collect::<Vec<_>>();
        let threads: Vec<_> = (0..4).map(|_| thread::spawn(take)).collect();
        let taken: Vec<u64> = threads.into_iter().flat_map(|it| it.join().unwrap()).collect();
        assert_eq!(taken.iter().collect::<BTreeSet<_>>().len(), taken.len());
        assert!(!taken.contains(&EMPTY));
    }
}
