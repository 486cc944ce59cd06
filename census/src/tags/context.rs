//! The tags that a thread works under: a stack of open scopes, the innermost current.

use std::cell::{Cell, RefCell};
use std::marker::PhantomData;

use super::id;
use super::map::TagMap;

/// What is current where no scope is open.
static NONE: TagMap = TagMap::new();

thread_local! {
    /// The current map's id, for who has seen that map before. It has no destructor, so it can be
    /// read on a thread that ends, too.
    static CURRENT: Cell<u64> = const { Cell::new(id::EMPTY) };
    static STACK: Stack = const { Stack { open: RefCell::new(Vec::new()), tickets: Cell::new(1) } };
}

struct Stack {
    open: RefCell<Vec<Open>>,
    /// The next scope's.
    tickets: Cell<u64>,
}

impl Drop for Stack {
    fn drop(&mut self) {
        let _ = CURRENT.try_with(|current| current.set(id::EMPTY));
    }
}

/// A scope in the stack.
struct Open {
    tags: TagMap,
    ticket: u64,
    extent: Extent,
}

/// How long a scope lasts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// As long as its guard.
    Guard,
    /// As long as a call: of a closure, or of a future's `poll`.
    Call,
    /// It is over, under a call that is not.
    Over,
}

/// The id of the current tags, 0 where there are none: for who has seen them before.
#[doc(hidden)]
#[inline]
pub fn current_id() -> u64 {
    CURRENT.try_with(Cell::get).unwrap_or(id::EMPTY)
}

/// Reads the current tags in place. `read` is called once; it must open no scope.
#[doc(hidden)] // For what stands between two loads of a record; others have `TagMap::current`.
#[inline]
pub fn with_current<R>(mut read: impl FnMut(&TagMap) -> R) -> R {
    if CURRENT.try_with(Cell::get).unwrap_or(id::EMPTY) == id::EMPTY {
        return read(&NONE);
    }
    // An allocator that records while a scope is being opened finds none.
    let found = STACK.try_with(|stack| {
        let open = stack.open.try_borrow().ok()?;
        Some(read(&open.last()?.tags))
    });
    match found {
        Ok(Some(found)) => found,
        _ => read(&NONE),
    }
}

impl TagMap {
    /// Makes these the current tags of this thread, in the place of those that were, until the
    /// guard is dropped.
    ///
    /// ```
    /// use census::{TagKey, TagMap};
    ///
    /// const REGION: TagKey = TagKey::new("region");
    /// let tags = TagMap::new().edit().insert(REGION, "eu").build()?;
    /// {
    ///     let _scope = tags.enter();
    ///     let inner = TagMap::current().edit().upsert(REGION, "us").build()?;
    ///     let _inner_scope = inner.enter();
    ///     assert_eq!(TagMap::current().get(REGION), Some("us"));
    /// }
    /// assert!(TagMap::current().is_empty());
    /// # Ok::<(), census::tags::TagMapError>(())
    /// ```
    ///
    /// A scope is one thread's. To another thread or a task, hand the map:
    ///
    /// ```
    /// # use census::TagMap;
    /// let tags = TagMap::current();
    /// std::thread::spawn(move || tags.scope(|| { /* … */ })).join().unwrap();
    /// ```
    ///
    /// A future takes its tags along with [`in_tags`](super::InTags::in_tags), not with a guard
    /// that is held over an `.await`: the thread would keep them for the tasks that come between.
    ///
    /// A guard that is dropped closes its scope, and those that were opened inside of it and
    /// are still open; their guards do nothing any more.
    pub fn enter(mut self) -> TagScope {
        TagScope { place: open(&mut self, Extent::Guard), thread: PhantomData }
    }

    /// Calls a closure with these as the current tags, whatever it returns or panics with.
    ///
    /// ```
    /// # use census::{TagKey, TagMap};
    /// # const REGION: TagKey = TagKey::new("region");
    /// let tags = TagMap::new().edit().insert(REGION, "eu").build()?;
    /// let length = tags.scope(|| TagMap::current().len());
    /// assert_eq!(length, 1);
    /// # Ok::<(), census::tags::TagMapError>(())
    /// ```
    pub fn scope<R>(mut self, call: impl FnOnce() -> R) -> R {
        let _lent = Lent::new(&mut self);
        call()
    }
}

/// A scope that is open on this thread until it is dropped.
#[derive(Debug)]
#[must_use = "the scope ends when its guard is dropped"]
pub struct TagScope {
    place: Option<Place>,
    /// It belongs to one thread.
    thread: PhantomData<*const ()>,
}

impl Drop for TagScope {
    fn drop(&mut self) {
        close(self.place);
    }
}

/// A map that is current for the time of a call. It is moved and not cloned: a map that all threads
/// share would else have them wait for its counter.
pub(super) struct Lent<'a> {
    home: &'a mut TagMap,
    place: Option<Place>,
}

impl<'a> Lent<'a> {
    pub(super) fn new(home: &'a mut TagMap) -> Self {
        let place = open(home, Extent::Call);
        Lent { home, place }
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let Some(tags) = close(self.place) {
            *self.home = tags;
        }
    }
}

/// Where a scope stands in its thread's stack.
#[derive(Clone, Copy, Debug)]
struct Place {
    depth: usize,
    ticket: u64,
}

/// Takes the tags; not where nothing can be opened any more, because the thread ends.
fn open(tags: &mut TagMap, extent: Extent) -> Option<Place> {
    let opened = STACK.try_with(|stack| {
        let mut open = stack.open.try_borrow_mut().ok()?;
        let place = Place { depth: open.len(), ticket: stack.tickets.get() };
        stack.tickets.set(place.ticket + 1);
        let id = tags.id();
        open.push(Open { tags: std::mem::take(tags), ticket: place.ticket, extent });
        let _ = CURRENT.try_with(|current| current.set(id));
        Some(place)
    });
    opened.ok().flatten()
}

/// Gives the scope's tags back, unless it was closed before.
fn close(place: Option<Place>) -> Option<TagMap> {
    let place = place?;
    let closed = STACK.try_with(|stack| {
        let mut open = stack.open.try_borrow_mut().ok()?;
        let is_innermost = open.len() == place.depth + 1;
        let innermost = open.pop_if(|scope| is_innermost && scope.ticket == place.ticket);
        let tags = match innermost {
            Some(scope) => scope.tags,
            None => close_outer(&mut open, place)?,
        };
        while open.pop_if(|scope| scope.extent == Extent::Over).is_some() {}
        let id = open.last().map_or(id::EMPTY, |scope| scope.tags.id());
        let _ = CURRENT.try_with(|current| current.set(id));
        Some(tags)
    });
    closed.ok().flatten()
}

/// The same where others were opened inside of it and not closed.
#[cold]
fn close_outer(open: &mut Vec<Open>, Place { depth, ticket }: Place) -> Option<TagMap> {
    let scope = open.get_mut(depth).filter(|scope| scope.ticket == ticket)?;
    let (tags, extent) = (std::mem::take(&mut scope.tags), scope.extent);
    // A call that is under way keeps its tags, whatever is closed around it.
    let inner_call = open[depth + 1..].iter().position(|inner| inner.extent == Extent::Call);
    match inner_call.filter(|_| extent == Extent::Guard) {
        Some(inner) => {
            for scope in &mut open[depth..depth + 1 + inner] {
                (scope.ticket, scope.extent) = (0, Extent::Over);
            }
        }
        None => open.truncate(depth),
    }
    Some(tags)
}

#[cfg(test)]
mod tests;
