//! The last export of a process that leaves without dropping its guard: by `exit`, by a signal.
#![allow(unsafe_code)] // One line: no well-kept crate registers a function for the exit.

use std::panic::catch_unwind;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Mutex, Once};
use std::thread;
use std::time::Duration;

use crossbeam_channel::bounded;

use crate::pipeline::workers::Workers;
use crate::pipeline::{DROP_DEADLINE, after, worker};
use crate::shard::here;
use crate::sync::lock;

/// The exporters that have a last export to make; none before `run()` and after the end.
static RUNNING: Mutex<Option<Workers>> = Mutex::new(None);

/// How much longer the thread that exits waits than the export may take.
const GRACE: Duration = Duration::from_secs(1);

/// The process that has the exporters' threads; 0 before there are any.
static PROCESS: AtomicU32 = AtomicU32::new(0);

/// Whether this process was made by `fork` from the one that exports: it has that one's memory, and
/// none of its threads. Nobody there answers, and a lock may be held for ever.
pub(super) fn is_forked() -> bool {
    ![0, process::id()].contains(&PROCESS.load(Relaxed))
}

/// From now on these make the last export, however the process leaves.
pub(super) fn remember(workers: &Workers) {
    static AT_EXIT: Once = Once::new();
    PROCESS.store(process::id(), Relaxed);
    *lock(&RUNNING) = Some(workers.clone());
    AT_EXIT.call_once(|| {
        // SAFETY: the function takes nothing, unwinds into nobody, and is there as long as the
        // program is. Where it cannot be registered, `exit` exports no more than before.
        unsafe { libc::atexit(at_exit) };
    });
}

/// The last export has been made.
pub(super) fn forget() {
    PROCESS.store(0, Relaxed);
    *lock(&RUNNING) = None;
}

/// Makes the last export, unless it has been, or is another process' to make.
fn export() {
    if is_forked() {
        return;
    }
    let workers = lock(&RUNNING).clone();
    if let Some(workers) = workers {
        workers.end(after(DROP_DEADLINE));
        forget();
    }
}

/// Other threads run on meanwhile, the exporters' among them; this one's storage is gone.
///
/// On a thread of its own: this one may hold a lock that the export needs, if an allocator exits,
/// or a hook of panics; then nothing is exported, but the process ends.
extern "C" fn at_exit() {
    let _ = catch_unwind(|| {
        if PROCESS.load(Relaxed) == 0 || is_forked() {
            return; // There is nothing to export.
        }
        let (mailbox, (done, is_done)) = (worker::mailbox_here(), bounded::<()>(0));
        let thread = thread::Builder::new().name("census-exit".into()).spawn(move || {
            here::mute();
            worker::stand_in(mailbox);
            export();
            drop(done);
        });
        match thread {
            Ok(_) => drop(is_done.recv_timeout(DROP_DEADLINE + GRACE)),
            Err(_) => export(),
        }
    });
}

/// Waits for signals that end the process.
#[cfg(all(feature = "signals", unix))]
pub(super) fn watch() -> std::io::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::{flag, low_level};
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    static WATCHING: AtomicBool = AtomicBool::new(false);
    if WATCHING.load(Relaxed) {
        return Ok(()); // For an earlier `run()`; it looks who runs now.
    }
    for signal in [SIGTERM, SIGINT] {
        // The second one, while the first is being waited for, ends the process at once.
        let once = Arc::new(AtomicBool::new(false));
        flag::register_conditional_default(signal, Arc::clone(&once))?;
        flag::register(signal, once)?;
    }
    let mut signals = Signals::new([SIGTERM, SIGINT])?;
    let thread = thread::Builder::new().name("census-signals".into());
    let watching = move || {
        here::mute();
        for signal in signals.forever() {
            let _ = catch_unwind(export);
            let _ = low_level::emulate_default_handler(signal);
        }
    };
    thread.spawn(watching)?;
    WATCHING.store(true, Relaxed); // There is one `run()` at a time.
    Ok(())
}
