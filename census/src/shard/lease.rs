//! Which thread writes which shard: leased for a thread's life, given back at its end.

#[cfg(not(loom))]
use crate::shard::exemplars::Exemplars;
use crate::shard::{Owner, Shard};
use crate::sync::{Mutex, lock};

/// Shards that threads of their own may have; the rest share. A program with more threads than
/// this that record at the same time is short of other things first.
pub(crate) const SHARDS_MAX: usize = 1024;

/// Shards that threads without one of their own take turns in.
const SHARED: usize = if cfg!(loom) { 1 } else { 4 };

/// All shards of the process, or of one test scope, which leaves them to the next at its end.
#[derive(Debug)]
pub(crate) struct Pool {
    shards: Mutex<Shards>,
    /// Each holds its shard for the time of one record.
    shared: [Mutex<Option<Owner>>; SHARED],
    #[cfg(not(loom))]
    exemplars: Exemplars,
}

#[derive(Debug)]
struct Shards {
    /// Every shard there ever was; the collector reads them all.
    all: Vec<&'static Shard>,
    /// Those that no thread leases now.
    idle: Vec<Owner>,
    /// Those that were leased: shared ones do not count against the maximum.
    leased: usize,
}

impl Shards {
    const fn new() -> Self {
        Shards { all: Vec::new(), idle: Vec::new(), leased: 0 }
    }

    fn add(&mut self) -> Owner {
        let owner = spare::take().unwrap_or_else(|| {
            let shard: &'static Shard = Box::leak(Box::new(Shard::new()));
            every::add(shard);
            shard.owner()
        });
        self.all.push(owner.shard);
        owner
    }
}

impl Pool {
    #[cfg(not(loom))]
    pub(crate) const fn new() -> Self {
        let shared = [const { Mutex::new(None) }; SHARED];
        Pool { shards: Mutex::new(Shards::new()), shared, exemplars: Exemplars::new() }
    }

    #[cfg(loom)]
    pub(crate) fn new() -> Self {
        let shared = std::array::from_fn(|_| Mutex::new(None));
        Pool { shards: Mutex::new(Shards::new()), shared }
    }

    /// A shard for the calling thread alone, until it gives it back; `None` where there are
    /// [`SHARDS_MAX`] already.
    ///
    /// The lock publishes what the last owner wrote to the next.
    pub(crate) fn lease(&self) -> Option<Owner> {
        let mut shards = lock(&self.shards);
        if let Some(owner) = shards.idle.pop() {
            return Some(owner);
        }
        if shards.leased == SHARDS_MAX {
            return None;
        }
        shards.leased += 1;
        Some(shards.add())
    }

    /// Gives a shard back, with all that is in it, for the next thread to go on.
    pub(crate) fn give_back(&self, owner: Owner) {
        lock(&self.shards).idle.push(owner);
    }

    /// Records in a shared shard: for a thread that has none of its own, because there are no more
    /// or because its thread-local storage is gone.
    ///
    /// `record` gives the owner back, whose table may have grown. The lock makes the caller the
    /// only writer for the time of one record, so that one protocol serves both kinds of shard.
    pub(crate) fn share(&self, record: impl FnOnce(Owner) -> Owner) {
        let free = self.shared.iter().find_map(|shared| shared.try_lock().ok());
        let mut shared = free.unwrap_or_else(|| lock(&self.shared[0]));
        let owner = shared.take().unwrap_or_else(|| lock(&self.shards).add());
        *shared = Some(record(owner));
    }

    /// Single values of what was recorded in it.
    #[cfg(not(loom))]
    pub(crate) fn exemplars(&self) -> &Exemplars {
        &self.exemplars
    }

    /// Every shard there is now.
    pub(crate) fn shards(&self) -> Vec<&'static Shard> {
        lock(&self.shards).all.clone()
    }
}

#[cfg(not(loom))]
pub(crate) mod every {
    //! All shards there are, of the process and of all test scopes, in use or not.

    use super::{Mutex, Shard, lock};

    static EVERY: Mutex<Vec<&'static Shard>> = Mutex::new(Vec::new());

    pub(super) fn add(shard: &'static Shard) {
        lock(&EVERY).push(shard);
    }

    /// Each of them.
    pub(crate) fn shard() -> Vec<&'static Shard> {
        lock(&EVERY).clone()
    }
}

#[cfg(loom)]
mod every {
    pub(super) fn add(_: &'static super::Shard) {}
}

#[cfg(not(loom))]
mod spare {
    //! The shards of test scopes that have ended, all cells at zero: a thousand tests need no more
    //! of them than run at the same time.

    use super::{Mutex, Owner, Pool, lock};
    use crate::shard::here;

    static SPARE: Mutex<Vec<Owner>> = Mutex::new(Vec::new());

    pub(super) fn take() -> Option<Owner> {
        lock(&SPARE).pop()
    }

    impl Drop for Pool {
        /// Nobody writes these shards any more, nor reads them: whoever did held the pool.
        fn drop(&mut self) {
            let shards = std::mem::take(&mut lock(&self.shards).all);
            // A measured allocator that comes to the slow path from here would wait for this lock.
            here::quietly(|| {
                lock(&SPARE).extend(shards.into_iter().map(|shard| {
                    shard.clear();
                    shard.owner()
                }));
            });
        }
    }
}

#[cfg(loom)]
mod spare {
    pub(super) fn take() -> Option<super::Owner> {
        None
    }
}
