//! A program that records, exports to a file, and leaves in one of many ways: `leaver WAY FILE`.
//! `exits.rs` looks into the file.

use std::alloc::{GlobalAlloc, Layout, System};
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use census::__private::{Asked, Call, Function};
use census::Snapshot;
use census::export::{ExportError, Exporter};
use census_tests::NOTHING;

static SERVE: Function = Function::new(Asked { count: Some("leaver/calls"), ..NOTHING });

fn serve() {
    drop(Call::<false, false>::start(&SERVE));
}

/// Replaces a file by the latest snapshot.
struct File(PathBuf);

impl Exporter for File {
    fn name(&self) -> &str {
        "file"
    }

    fn export(&mut self, snapshot: &Snapshot, _: Instant) -> Result<(), ExportError> {
        let text = snapshot.only("leaver/").to_string();
        fs::write(&self.0, text).map_err(|error| ExportError::new("no file").caused_by(error))
    }
}

/// Records in a thread-local's destructor.
struct Last;

impl Drop for Last {
    fn drop(&mut self) {
        serve();
    }
}

/// Whether the next allocation exits, as one does that is to keep below a limit.
static IS_FULL: AtomicBool = AtomicBool::new(false);

struct Allocator;

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

// SAFETY: every call goes to the system's allocator unchanged, or to nowhere.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if IS_FULL.swap(false, Relaxed) {
            std::process::exit(3);
        }
        // SAFETY: as above.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(old, layout) }
    }
}

thread_local!(static LAST: Last = const { Last });

fn main() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    let (Some(way), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err("leaver WAY FILE".into());
    };
    let mut census = census::start().export(File(file.into()));
    if way.starts_with("SIG") {
        census = census.on_signals();
    }
    if way == "as the environment says" {
        census = census.from_env().map_err(|it| it.to_string())?;
    }
    let census = census.run().map_err(|it| it.to_string())?;
    (0..10).for_each(|_| serve());
    match way.as_str() {
        "returns" | "as the environment says" => Ok(()),
        "fails" => Err("as it was told".into()),
        "panics" => panic!("as it was told"),
        "threads" => {
            // They run on until the process ends, and hold what they counted in their shards.
            static BARRIER: Barrier = Barrier::new(4);
            for _ in 0..3 {
                thread::spawn(|| {
                    serve();
                    BARRIER.wait();
                    loop {
                        thread::park();
                    }
                });
            }
            BARRIER.wait();
            Ok(())
        }
        "destructors" => {
            thread::spawn(|| LAST.with(|_| serve())).join().map_err(|_| "a panic")?;
            Ok(())
        }
        "shuts down and exits" => {
            census.shutdown(Duration::from_secs(60));
            std::process::exit(0);
        }
        "exits" => std::process::exit(3), // With the guard in its hand.
        "exits on a thread" => {
            let exits = || {
                LAST.with(|_| serve());
                std::process::exit(3);
            };
            let _ = thread::spawn(exits).join();
            Ok(())
        }
        "forks" => {
            // The child of a `fork` that comes to no other program, and exits.
            let mut child = std::process::Command::new("nothing");
            // SAFETY: the child has one thread, and the closure does nothing but end it.
            #[allow(unsafe_code)]
            unsafe {
                child.pre_exec(|| std::process::exit(0))
            };
            let begun = Instant::now();
            child.status().map_err(|error| error.to_string())?;
            match begun.elapsed() {
                short if short < Duration::from_secs(4) => Ok(()),
                long => Err(format!("the child waited for {long:?}")),
            }
        }
        "forks with the guard" => {
            let mut child = std::process::Command::new("nothing");
            let mut census = Some(census);
            let drop_it = move || {
                drop(census.take());
                std::process::exit(0)
            };
            // SAFETY: as above; the guard takes no lock there and waits for nobody.
            #[allow(unsafe_code)]
            unsafe {
                child.pre_exec(drop_it)
            };
            child.status().map_err(|error| error.to_string())?;
            Ok(())
        }
        "exits within a snapshot" => {
            census.flush(Duration::from_secs(60));
            IS_FULL.store(true, Relaxed);
            drop(census::snapshot());
            Err("a snapshot does not allocate".into())
        }
        "forgets the guard" => {
            std::mem::forget(census);
            Ok(())
        }
        "SIGTERM" | "SIGINT" => {
            let mut kill = std::process::Command::new("kill");
            kill.args(["-s", &way[3..], &std::process::id().to_string()]);
            kill.status().map_err(|error| error.to_string())?;
            loop {
                thread::park();
            }
        }
        "panics on a thread" => {
            let panicked = thread::spawn(move || {
                let _census = census;
                serve();
                panic!("as it was told");
            });
            let _ = panicked.join();
            Ok(())
        }
        _ => Err(format!("no such way: {way}")),
    }
}
