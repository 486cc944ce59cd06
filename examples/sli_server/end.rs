//! The end that is asked for: by Ctrl-C, and by SIGTERM, which is how a container is stopped.

use std::io;

/// Hears of it from now on; ready once it came, also if nobody waited then.
#[cfg(unix)]
pub fn asked() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ready once it came; there is Ctrl-C only.
#[cfg(not(unix))]
pub fn asked() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await; // Where it cannot be heard, the end is now.
    })
}
