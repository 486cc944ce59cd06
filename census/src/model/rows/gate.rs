//! Who may record in a row that can go: those who have its pass, while it is open.

use std::sync::atomic::Ordering::SeqCst;

use crate::sync::AtomicU64;

/// Opens and closes in turn. A pass is the number of a time for which it is open, an even one: no
/// pass of before is good again.
///
/// Whoever closes it and then finds a thread outside of
/// [`Shard::pinned`](crate::shard::Shard::pinned) knows that what this thread recorded by the pass
/// is there to be read, and that it will record nothing more by it.
#[derive(Debug, Default)]
pub(crate) struct Gate(AtomicU64);

impl Gate {
    /// Whether it is open, and has not been closed since the pass was given out.
    #[inline]
    pub(crate) fn takes(&self, pass: u64) -> bool {
        self.0.load(SeqCst) == pass
    }

    /// The pass; opens the gate, if it is closed. Like all below under the lock of its row.
    pub(crate) fn open(&self) -> u64 {
        let pass = self.0.load(SeqCst).next_multiple_of(2);
        self.0.store(pass, SeqCst);
        pass
    }

    /// Closes it, if it takes this pass; says whether it did.
    pub(crate) fn close(&self, pass: u64) -> bool {
        let is_open = self.takes(pass);
        if is_open {
            self.0.store(pass + 1, SeqCst);
        }
        is_open
    }

    /// Whether it was closed for this pass, and nobody has opened it again.
    pub(crate) fn is_closed_for(&self, pass: u64) -> bool {
        self.takes(pass + 1)
    }
}
