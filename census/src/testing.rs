//! Tests that run in parallel and read only what they recorded themselves.

use std::marker::PhantomData;
use std::sync::Arc;

use crate::shard::here;
use crate::shard::lease::Pool;
use crate::snapshot::{Snapshot, take};

/// Begins a scope: until it is dropped, this thread's records go to it and to nothing else.
///
/// ```
/// use census::measured;
///
/// #[measured(count = "doc/testing/requests")]
/// fn serve() {}
///
/// serve(); // Not in the scope.
/// let scope = census::testing::scope();
/// serve();
/// std::thread::spawn({
///     let handle = scope.handle();
///     move || handle.run(serve)
/// })
/// .join()
/// .unwrap();
/// assert_eq!(
///     scope.snapshot().only("doc/testing/").to_string(),
///     "doc/testing/requests [1]\n  count=2\n"
/// );
/// ```
#[must_use = "a scope ends when it is dropped"]
pub fn scope() -> Scope {
    let pool = Arc::new(Pool::new());
    here::enter(&pool);
    Scope { handle: Handle { pool }, thread: PhantomData }
}

/// What a test records; it ends when it is dropped, on the thread that began it.
#[derive(Debug)]
pub struct Scope {
    handle: Handle,
    /// It belongs to one thread.
    thread: PhantomData<*const ()>,
}

/// A scope as other threads can enter it.
#[derive(Clone, Debug)]
pub struct Handle {
    pool: Arc<Pool>,
}

impl Scope {
    /// What was recorded in the scope so far. Every view is there, at zero where there was nothing.
    pub fn snapshot(&self) -> Snapshot {
        self.handle.snapshot()
    }

    /// The scope for other threads.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }
}

impl Handle {
    /// Runs something on this thread, in the scope.
    pub fn run<R>(&self, act: impl FnOnce() -> R) -> R {
        here::enter(&self.pool);
        let _left = Left(&self.pool);
        act()
    }

    /// What was recorded in the scope so far, by all its threads.
    pub fn snapshot(&self) -> Snapshot {
        take::snapshot_of(&self.pool)
    }
}

/// Leaves the scope, also where the test panics.
struct Left<'a>(&'a Arc<Pool>);

impl Drop for Left<'_> {
    fn drop(&mut self) {
        here::leave(self.0);
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        here::leave(&self.handle.pool);
    }
}
