//! The threads that serve clients: one that accepts, and one for each client, no more than so many.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::limits::Limits;
use super::{Answer, connection};
use crate::shard::here;
use crate::sync::lock;

/// Clients that are served at one time: a pair of Prometheus servers and the people who look too.
/// More wait to be accepted; the time a client may take bounds how long.
pub const CONNECTIONS_MAX: usize = 16;

/// Time until the next try when no connection could be accepted: the process may be out of file
/// descriptors, and trying on would take a core.
pub(super) const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Time for a connection to ourselves, which wakes the thread that accepts.
const WAKE_TIME_MAX: Duration = Duration::from_millis(250);

/// A listener with its threads.
#[derive(Debug)]
pub(super) struct Listener {
    hall: Arc<Hall>,
    address: SocketAddr,
}

/// Who is in: what the threads have in common.
#[derive(Debug, Default)]
struct Hall {
    limits: Limits,
    guests: Mutex<Guests>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Guests {
    /// At most `connections_max`.
    streams: Vec<Arc<TcpStream>>,
    /// No more are let in.
    closing: bool,
    /// The port is free again.
    closed: bool,
}

impl Listener {
    /// Begins to serve each client with what `answer` gives.
    pub(super) fn begin(
        listener: TcpListener,
        address: SocketAddr,
        answer: impl Fn(Option<&str>, Option<&str>) -> Answer + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let next = move || listener.accept().map(|(stream, _)| stream);
        Listener::begin_with(next, address, Limits::default(), answer)
    }

    /// Begins to serve the clients that `next` waits for, within these limits.
    fn begin_with(
        next: impl FnMut() -> io::Result<TcpStream> + Send + 'static,
        address: SocketAddr,
        limits: Limits,
        answer: impl Fn(Option<&str>, Option<&str>) -> Answer + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let hall = Arc::new(Hall { limits, ..Hall::default() });
        let (door, answer) = (Arc::clone(&hall), Arc::new(answer));
        thread::Builder::new()
            .name("census-listen".to_owned())
            .spawn(move || accept(next, &door, &answer))?;
        Ok(Listener { hall, address })
    }

    /// Lets nobody more in, frees the port, and waits until the deadline for those who are served.
    pub(super) fn end(self, deadline: Instant) {
        let mut guests = self.hall.guests();
        guests.closing = true;
        for stream in &guests.streams {
            // Who still asks is sent away; who still reads may go on.
            let _ = stream.shutdown(Shutdown::Read);
        }
        drop(guests);
        self.hall.changed.notify_all();
        // The thread that accepts waits for a client: here is one. Where it cannot come, the queue
        // is full, and there is a client anyway.
        let _ = TcpStream::connect_timeout(&reachable(self.address), WAKE_TIME_MAX);

        let mut guests = self.hall.guests();
        while !(guests.closed && guests.streams.is_empty()) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            let waited = self.hall.changed.wait_timeout(guests, left);
            guests = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        for stream in &guests.streams {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

/// Where a listener on every interface can be reached.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        match address {
            SocketAddr::V4(_) => address.set_ip(Ipv4Addr::LOCALHOST.into()),
            SocketAddr::V6(_) => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        }
    }
    address
}

fn accept<N, F>(mut next: N, hall: &Arc<Hall>, answer: &Arc<F>)
where
    N: FnMut() -> io::Result<TcpStream>,
    F: Fn(Option<&str>, Option<&str>) -> Answer + Send + Sync + 'static,
{
    while hall.has_room() {
        match next() {
            Ok(stream) => {
                // Where there is no thread for it, the guest is dropped, and with it the client.
                let Some(guest) = hall.admit(stream) else { break };
                let answer = Arc::clone(answer);
                let _ = thread::Builder::new().name("census-scrape".to_owned()).spawn(move || {
                    here::mute();
                    connection::serve(&guest.stream, &guest.hall.limits, &*answer);
                });
            }
            Err(_) => hall.pause(),
        }
    }
    drop(next); // And with it the port.
    hall.guests().closed = true;
    hall.changed.notify_all();
}

impl Hall {
    /// The guests are whole whoever panicked: no lock is held while one is served.
    fn guests(&self) -> MutexGuard<'_, Guests> {
        lock(&self.guests)
    }

    /// Waits until there is room for another; `false` when it closes.
    fn has_room(&self) -> bool {
        let most = self.limits.connections_max;
        let full = |guests: &mut Guests| !guests.closing && guests.streams.len() >= most;
        let waited = self.changed.wait_while(self.guests(), full);
        !waited.unwrap_or_else(PoisonError::into_inner).closing
    }

    /// Lets a client in; `None` when it closes.
    fn admit(self: &Arc<Self>, stream: TcpStream) -> Option<Guest> {
        let stream = Arc::new(stream);
        let mut guests = self.guests();
        if guests.closing {
            return None;
        }
        guests.streams.push(Arc::clone(&stream));
        Some(Guest { hall: Arc::clone(self), stream })
    }

    /// Waits a little, less when it closes.
    fn pause(&self) {
        let open = |guests: &mut Guests| !guests.closing;
        drop(self.changed.wait_timeout_while(self.guests(), self.limits.accept_pause, open));
    }
}

/// A client that was let in; it leaves when dropped, also by a panic.
struct Guest {
    hall: Arc<Hall>,
    stream: Arc<TcpStream>,
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.hall.guests().streams.retain(|other| !Arc::ptr_eq(other, &self.stream));
        self.hall.changed.notify_all();
    }
}

#[cfg(test)]
mod tests;
