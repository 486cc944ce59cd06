//! How many bytes are in use, and what of them a function or a row takes.

use std::alloc::System;
use std::fmt;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

use census::__private::Function;
use stats_alloc::StatsAlloc;

/// Functions, or rows.
pub const COUNT: usize = 1_000;

/// Bytes that a function's descriptor takes, which is a static in the linker's list.
const STATICS: usize = size_of::<Function>();

/// A thousand measured functions.
pub type Functions = Vec<fn() -> Result<(), ()>>;

/// Bytes of one function, or of one row of a histogram.
#[derive(Clone, Copy, Debug)]
pub struct Bytes {
    /// Whatever happens, beside its text.
    pub once: f64,
    /// In each thread that has called it.
    pub called: f64,
    /// In each thread that has called others, but not it; where that was measured.
    pub not_called: Option<f64>,
}

/// The allocator of the program, which counts.
#[derive(Clone, Copy, Debug)]
pub struct Meter(pub &'static StatsAlloc<System>);

/// A thread that has done something, and lives until it is dropped.
#[derive(Debug)]
struct Parked(#[allow(dead_code)] Sender<()>);

impl Meter {
    /// The bytes that are in use now.
    fn in_use(self) -> f64 {
        let stats = self.0.stats();
        stats.bytes_allocated as f64 - stats.bytes_deallocated as f64
    }

    /// The bytes that an act leaves in use, by the thousand.
    pub fn left_by<T>(self, act: impl FnOnce() -> T) -> (f64, T) {
        let before = self.in_use();
        let kept = act();
        ((self.in_use() - before) / COUNT as f64, kept)
    }

    /// The bytes that an act leaves in use on a thread that still lives, by the thousand.
    fn left_in_thread(self, act: impl FnOnce() + Send + 'static) -> (f64, Parked) {
        self.left_by(|| {
            let (done, wait) = channel();
            let (end, ended) = channel();
            thread::spawn(move || {
                act();
                let _ = done.send(());
                let _ = ended.recv();
            });
            let _ = wait.recv();
            Parked(end)
        })
    }

    /// What a thousand functions with attributes take. To be asked before the first is called.
    pub fn of_functions(self, functions: fn() -> Functions) -> Bytes {
        let (idle, _one) = self.left_in_thread(|| ());
        // Whoever asks first has the linker's list entered in the book, and thereby all functions.
        let (book, text) = self.left_by(|| {
            let snapshot = census::snapshot();
            let views = snapshot.views().iter().map(|data| data.view());
            views.map(|view| view.description().len()).sum::<usize>()
        });
        let (called, _two) = self.left_in_thread(move || {
            functions().into_iter().for_each(call);
        });
        let (not_called, _three) = self.left_in_thread(move || {
            functions().into_iter().take(1).for_each(call);
        });
        Bytes {
            once: book - text as f64 / COUNT as f64 + STATICS as f64,
            called: called - idle,
            not_called: Some(not_called - idle),
        }
    }

    /// What a thousand rows take that records make, each with its number; beside what a thread has
    /// that records at all, which is its slots for all functions and views.
    pub fn of_records(self, record: fn(usize), other: fn()) -> Bytes {
        // Shards of threads that have ended are leased first, with all that is in them.
        thread::sleep(Duration::from_millis(200));
        let held: Vec<_> = (0..8).map(|_| self.left_in_thread(other)).collect();
        let (idle, one) = self.left_in_thread(other);
        let record_all = move || (0..COUNT).for_each(record);
        let (first, two) = self.left_in_thread(record_all);
        let (called, three) = self.left_in_thread(record_all);
        // They go on to the end: whoever measures next has no shard of theirs, whose tables have
        // to grow.
        std::mem::forget((held, one, two, three));
        Bytes { once: first - called, called: called - idle, not_called: None }
    }

    /// What a thousand rows of a peer take: made by one act, then touched by a thread.
    pub fn of_rows<T: Clone + Send + 'static>(
        self,
        make: impl FnOnce() -> T,
        touch: fn(&T),
    ) -> Bytes {
        let (idle, _one) = self.left_in_thread(|| ());
        let (once, rows) = self.left_by(make);
        let mine = rows.clone();
        let (called, _two) = self.left_in_thread(move || touch(&mine));
        drop(rows);
        Bytes { once, called: called - idle, not_called: None }
    }
}

fn call(function: fn() -> Result<(), ()>) {
    let _ = function();
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Bytes { once, called, not_called } = self;
        write!(f, "{once:.0} B once, {called:.0} B in a thread that called it")?;
        match not_called {
            Some(bytes) => write!(f, ", {bytes:.0} B in a thread that called others only"),
            None => Ok(()),
        }
    }
}
