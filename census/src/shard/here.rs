//! The calling thread's shard: one thread-local lookup for every record.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use crate::model::place::Place;
use crate::own;
use crate::shard::exemplars::Exemplars;
use crate::shard::lease::Pool;
use crate::shard::{Cells, Owner, Shard};
use crate::sync::AtomicU64;

/// The shards of the process.
pub(crate) static POOL: Pool = Pool::new();

/// The shard of a thread that has none: it has no slots, so nothing is ever written to it.
static NOWHERE: Shard = Shard::new();
const NO_OWNER: Owner = Owner { slots: &[], counts: &[], shard: &NOWHERE };

thread_local! {
    /// The shard that this thread writes. It has no destructor, so it can be read as long as the
    /// thread runs, in the destructors of its other thread-locals too.
    static HERE: Cell<Owner> = const { Cell::new(NO_OWNER) };

    /// Owns what `HERE` shows, and gives it back when the thread ends.
    static LEASE: RefCell<Lease> = const { RefCell::new(Lease { own: None, scopes: Vec::new() }) };

    /// Whether this thread is on the slow path already.
    static BUSY: Cell<bool> = const { Cell::new(false) };

    /// Whether this thread records nothing at all.
    static MUTED: Cell<bool> = const { Cell::new(false) };
}

struct Lease {
    own: Option<Owner>,
    /// The test scopes that this thread has entered, innermost last.
    scopes: Vec<(Arc<Pool>, Option<Owner>)>,
}

impl Lease {
    /// Where to record: in the innermost scope, else in the process; and in which shard of it,
    /// leased on first use. `None` where all are.
    fn current(&mut self) -> (&Pool, Option<&mut Owner>) {
        let (pool, owner) = match self.scopes.last_mut() {
            Some((pool, owner)) => (&**pool, owner),
            None => (&POOL, &mut self.own),
        };
        if owner.is_none() {
            *owner = pool.lease();
        }
        (pool, owner.as_mut())
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let _busy = Busy::set();
        // From here on this thread's records go to a shared shard.
        HERE.set(NO_OWNER);
        for (pool, owner) in self.scopes.drain(..) {
            owner.into_iter().for_each(|owner| pool.give_back(owner));
        }
        if let Some(owner) = self.own.take() {
            POOL.give_back(owner);
        }
    }
}

/// The cells of a place, if this thread has recorded there before.
#[inline]
pub(crate) fn cells(place: &Place) -> Option<(&'static Shard, Cells)> {
    // The thread-local first: where its address is asked for, nothing else is live across it.
    HERE.with(|here| {
        let here = here.get();
        let cells = here.slots.get(place.fast())?.get()?;
        Some((here.shard, *cells))
    })
}

/// A count from a place on, if this thread's table has it.
#[inline]
pub(crate) fn count(place: &Place, at: usize) -> Option<&'static AtomicU64> {
    HERE.with(|here| here.get().counts.get(place.fast() + at))
}

/// The counts from a place on, if this thread's table has them.
pub(crate) fn counts_at(place: usize, counts: usize) -> Option<(&'static Shard, Cells)> {
    HERE.with(|here| {
        let here = here.get();
        Some((here.shard, here.counts.get(place..place + counts)?))
    })
}

/// The cells of an extent, if this thread has recorded there before.
#[inline]
pub(crate) fn cells_at(extent: usize) -> Option<(&'static Shard, Cells)> {
    HERE.with(|here| {
        let here = here.get();
        let cells = here.slots.get(extent)?.get()?;
        Some((here.shard, *cells))
    })
}

/// The shard that this thread writes; one that nobody does, where it has none yet.
#[inline]
pub(crate) fn shard() -> &'static Shard {
    HERE.with(|here| here.get().shard)
}

/// Runs `record` on the cells of an extent, wherever this thread may write them: part of the slow
/// path. `cells` is how many the extent has, `extents` how many extents there are.
pub(crate) fn settle(
    extent: usize,
    cells: usize,
    extents: usize,
    record: impl FnOnce(&'static Shard, Cells),
) {
    settle_in(|owner| owner.cells(extent, cells, extents), record);
}

/// The same in so many counts from a place on; `all` is how many there are.
pub(crate) fn settle_counts(
    place: usize,
    counts: usize,
    all: usize,
    record: impl FnOnce(&'static Shard, Cells),
) {
    settle_in(|owner| owner.counts(place, counts, all), record);
}

fn settle_in(find: impl Fn(Owner) -> (Owner, Cells), record: impl FnOnce(&'static Shard, Cells)) {
    let mut record = Some(record);
    let mut run = |owner: Owner| {
        let (owner, cells) = find(owner);
        if let Some(record) = record.take() {
            record(owner.shard, cells);
        }
        owner
    };
    let leased = LEASE.try_with(|lease| {
        let mut lease = lease.try_borrow_mut().ok()?;
        match lease.current() {
            (_, Some(owner)) => {
                *owner = run(*owner);
                HERE.set(*owner);
            }
            (pool, None) => pool.share(&mut run),
        }
        Some(())
    });
    if !matches!(leased, Ok(Some(()))) {
        POOL.share(run);
    }
}

/// Runs the slow path of a record, unless this thread is on it already or records nothing.
///
/// A record within a record comes from an allocator or a lock that is itself measured: it is
/// refused, and counted as refused, because to go on could only deadlock.
#[cold]
#[inline(never)]
pub(crate) fn slowly(run: impl FnOnce()) {
    if MUTED.get() {
        return;
    }
    if BUSY.get() {
        own::REFUSED_RECORDS.add(1);
        return;
    }
    let _busy = Busy::set();
    run();
}

/// Gives the exemplars of where this thread records; not where it records nothing, since its
/// storage is gone, it is an exporter's, or it is on the slow path.
pub(crate) fn with_exemplars(act: impl FnOnce(&Exemplars)) {
    if MUTED.get() || BUSY.get() {
        return;
    }
    let scope = LEASE.try_with(|lease| {
        let lease = lease.try_borrow().ok()?;
        Some(lease.scopes.last().map(|(pool, _)| Arc::clone(pool)))
    });
    match scope {
        Ok(Some(Some(pool))) => act(pool.exemplars()),
        Ok(Some(None)) => act(POOL.exemplars()),
        _ => {}
    }
}

/// Runs something that takes the locks of the slow path, so that no record begins it meanwhile.
pub(crate) fn quietly<R>(run: impl FnOnce() -> R) -> R {
    let _busy = Busy::set();
    run()
}

/// This thread is on the slow path, until it is dropped.
struct Busy {
    before: bool,
}

impl Busy {
    fn set() -> Self {
        Busy { before: BUSY.replace(true) }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        BUSY.set(self.before);
    }
}

/// Lets this thread record nothing from now on: it is an exporter's.
pub(crate) fn mute() {
    MUTED.set(true);
}

/// Sends this thread's records to another pool until [`leave`]; not where its thread-local storage
/// is gone, since there is nowhere to remember it.
pub(crate) fn enter(pool: &Arc<Pool>) {
    let _busy = Busy::set();
    // The shard is leased by the first record.
    let _ = LEASE.try_with(|lease| {
        lease.borrow_mut().scopes.push((Arc::clone(pool), None));
        HERE.set(NO_OWNER);
    });
}

/// Ends the innermost [`enter`] of that pool.
pub(crate) fn leave(pool: &Arc<Pool>) {
    let _busy = Busy::set();
    let _ = LEASE.try_with(|lease| {
        let mut lease = lease.borrow_mut();
        let entered = lease.scopes.iter().rposition(|(entered, _)| Arc::ptr_eq(entered, pool));
        let Some(at) = entered else { return };
        let (pool, owner) = lease.scopes.remove(at);
        owner.into_iter().for_each(|owner| pool.give_back(owner));
        let outer = lease.scopes.last().map_or(lease.own, |(_, owner)| *owner);
        HERE.set(outer.unwrap_or(NO_OWNER));
    });
}
